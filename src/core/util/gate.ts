/** Lets so many pieces of work be under way at once; the others wait for their turn, in order. */
export class Gate {
  readonly #waiting: (() => void)[] = [];

  /** @param places How many may be under way at once, from 1. */
  constructor(private places: number) {}

  /** Does `work` when there is a place. */
  async through<T>(work: () => Promise<T>): Promise<T> {
    if (this.places > 0) this.places -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.places += 1;
    }
  }
}

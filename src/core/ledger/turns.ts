/** Lets work on the same thing follow one another, and work on different things go on side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Does `work` when all earlier work on `key` is done, well or not. */
  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const done = before.then(work, work);
    this.#last.set(key, done);
    const leave = (): void => {
      if (this.#last.get(key) === done) this.#last.delete(key);
    };
    done.then(leave, leave);
    return done;
  }

  /** Resolves when all work asked for so far is done. */
  async all(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }
}

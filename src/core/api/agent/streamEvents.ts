import type { TaskEvent } from './events';

/** How much may wait for a reader, in characters; with screenshots, some hundred events. */
const MOST_WAITING = 32 * 1024 * 1024;
/** What an event weighs at least, so that small ones count too. */
const LEAST_SIZE = 200;

/**
 * Events on their way to one reader, who may come late, or never: what waits is bounded, and when it is too much, the oldest go.
 * Once the reader has left, nothing is kept.
 */
export class StreamEvents implements AsyncIterable<TaskEvent> {
  #waiting: { readonly event: TaskEvent; readonly size: number }[] = [];
  #size = 0;
  #isOver = false;
  #isLeft = false;
  #wake: () => void = () => undefined;
  readonly #reading = this.#read();

  /** @param size About how many characters it holds. */
  push(event: TaskEvent, size = 0): void {
    if (this.#isLeft) return;
    const entry = { event, size: Math.max(size, LEAST_SIZE) };
    this.#waiting.push(entry);
    this.#size += entry.size;
    while (this.#size > MOST_WAITING && this.#waiting.length > 1) this.#take();
    this.#wake();
  }

  /** Nothing more will come. */
  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  [Symbol.asyncIterator](): AsyncIterator<TaskEvent, void, undefined> {
    return this.#reading;
  }

  async *#read(): AsyncGenerator<TaskEvent, void, undefined> {
    try {
      for (;;) {
        const event = this.#take();
        if (event) yield event;
        else if (this.#isOver) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#isLeft = true;
      this.#waiting = [];
    }
  }

  #take(): TaskEvent | undefined {
    const entry = this.#waiting.shift();
    this.#size -= entry?.size ?? 0;
    return entry?.event;
  }
}

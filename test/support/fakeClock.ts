import type { Clock } from '../../src/core/util/clock';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that passes only when the test says so. */
export class FakeClock implements Clock {
  #now = 0;
  #sleepers: Sleeper[] = [];
  /** Every pause asked for, in ms; time limits are none. */
  readonly waits: number[] = [];

  constructor(start = 1_000) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.waits.push(ms);
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wakeUp = this.after(ms, resolve);
      signal?.addEventListener('abort', () => {
        wakeUp();
        resolve();
      });
    });
  }

  after(ms: number, action: () => void): () => void {
    const sleeper: Sleeper = { until: this.#now + ms, wake: action };
    this.#sleepers.push(sleeper);
    return () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    };
  }

  /** How many wait at present, for a pause to pass or a time limit to end. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Lets time pass, and whoever wakes do what it does up to its next wait. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#sleepers.filter(({ until }) => until <= end).sort((a, b) => a.until - b.until)[0];
      if (!next) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#now = next.until;
      next.wake();
    }
    this.#now = end;
    await settled();
  }
}

/** Lets everything that can go on without time passing go on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

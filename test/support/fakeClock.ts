import type { Clock } from '../../src/core/util/clock';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Longer than any pause between two attempts of one call, and shorter than any time limit, in ms. */
export const BETWEEN_ATTEMPTS_MS = 7_000;

/**
 * Time that passes only when the test says so. Pauses of up to `passingMs` pass by themselves, so that a poll, or a second
 * attempt, needs nobody to move the clock; time limits never do.
 */
export class FakeClock implements Clock {
  /** Every pause asked for, in ms; time limits are none. */
  readonly waits: number[] = [];
  /** Those of them that passed by themselves. */
  readonly pauses: number[] = [];
  #now = Date.UTC(2026, 10, 22, 8, 38, 59, 250);
  #sleepers: Sleeper[] = [];

  constructor(readonly passingMs = -1) {}

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.waits.push(ms);
    if (signal?.aborted) return Promise.resolve();
    if (ms <= this.passingMs) {
      this.pauses.push(ms);
      this.#now += ms;
      return Promise.resolve();
    }
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
  get waiting(): number {
    return this.#sleepers.length;
  }

  /** Lets time pass, and whoever wakes do what it does up to its next wait. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#due(end);
      if (!next) break;
      this.#now = next.until;
      next.wake();
    }
    this.#now = end;
    await settled();
  }

  /** Moves the time at once and wakes whoever is due, letting nobody go on in between. */
  leap(ms: number): void {
    this.#now += ms;
    for (let next = this.#due(this.#now); next; next = this.#due(this.#now)) next.wake();
  }

  /** Takes out who is to wake first. */
  #due(end: number): Sleeper | undefined {
    const next = this.#sleepers.filter(({ until }) => until <= end).sort((a, b) => a.until - b.until)[0];
    this.#sleepers = this.#sleepers.filter((other) => other !== next);
    return next;
  }
}

/** Lets everything that can go on without time passing go on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

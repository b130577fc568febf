import type { Clock } from '../../../src/core/util/clock';

/** Longer than any pause between two attempts of one call, and shorter than any time limit. */
const ATTEMPTS_MS = 7_000;

/**
 * A clock that moves when told. Pauses up to `passingMs` pass at once, so that a poll, or a second attempt, needs nobody to move
 * the clock; time limits never do.
 */
export class FakeClock implements Clock {
  /** Every pause asked for that passed at once, in ms. */
  readonly pauses: number[] = [];
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  #now = Date.UTC(2026, 10, 22, 8, 38, 59, 250);

  constructor(readonly passingMs = ATTEMPTS_MS) {}

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
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
    const sleeper = { at: this.#now + ms, wake: action };
    this.#sleepers.add(sleeper);
    return () => this.#sleepers.delete(sleeper);
  }

  advance(ms: number): void {
    this.#now += ms;
    for (const sleeper of [...this.#sleepers]) {
      if (sleeper.at > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }

  /** How many are waiting for the clock to move. */
  get waiting(): number {
    return this.#sleepers.size;
  }
}

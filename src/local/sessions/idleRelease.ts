import type { Clock } from '../clock';

/** What idle release looks at in a session. */
export interface Idler {
  /** When nobody will have used it for its time, in ms since the epoch, if nobody uses it from here on. */
  readonly idleAt: number;
}

/** Timers cannot wait for weeks; looking once an hour costs nothing. */
const LONGEST_NAP_MS = 3_600_000;

/** Releases what nobody uses: one timer for all of it, set to the next moment at which something can be due. */
export class IdleRelease<T extends Idler> {
  readonly #all: () => readonly T[];
  readonly #release: (idle: T) => void;
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  #nap: AbortController | undefined;

  /** @param release Must not throw. */
  constructor(all: () => readonly T[], release: (idle: T) => void, clock: Clock) {
    this.#all = all;
    this.#release = release;
    this.#clock = clock;
  }

  /** Begins to watch, or looks again: something may be due earlier than what was waited for. Use only moves a due time later. */
  look(): void {
    if (this.#nap) this.#nap.abort();
    else void this.#watch();
  }

  stop(): void {
    this.#stopping.abort();
    this.#nap?.abort();
  }

  async #watch(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const now = this.#clock.now();
      const waiting: number[] = [];
      for (const one of this.#all()) {
        if (one.idleAt <= now) this.#release(one);
        else waiting.push(one.idleAt - now);
      }
      this.#nap = new AbortController();
      await this.#clock.sleep(Math.min(LONGEST_NAP_MS, ...waiting), this.#nap.signal);
    }
  }
}

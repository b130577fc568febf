import type { Clock } from '../util/clock';

/** The clock did not run on as it should: the machine slept, or somebody set it. Moments in ms since the epoch. */
export interface Leap {
  readonly from: number;
  readonly to: number;
}

/** No timer is set for longer, in ms: a machine's sleep holds timers up, and is to be noticed soon after. */
const LONGEST_MS = 5_000;
/** A timer that comes so late was held up by sleep, or the clock was set, in ms. */
const LATE_MS = 10_000;
/** Clocks are put right by less than this all the time, in ms. */
const SET_BACK_MS = 1_000;

/** One timer that rings at a moment, and may ring before it; it notices when the clock leaps meanwhile. */
export class Alarm {
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;
  #seen: number;

  constructor(
    private readonly clock: Pick<Clock, 'now' | 'after'>,
    private readonly onRing: () => void,
    private readonly onLeap: (leap: Leap) => void,
  ) {
    this.#seen = clock.now();
  }

  /** What time it is. Tells of a leap first. */
  now(): number {
    const from = this.#seen;
    const now = this.clock.now();
    this.#seen = now;
    const isLate = this.#timer !== undefined && now - this.#timer.at > LATE_MS;
    if (isLate || now < from - SET_BACK_MS) {
      this.off();
      this.onLeap({ from, to: now });
    }
    return now;
  }

  /** Rings at `at` at the latest; `Infinity` turns it off. */
  set(at: number): void {
    const now = this.clock.now();
    const next = Math.min(at, now + LONGEST_MS);
    if (at !== Infinity && this.#timer && this.#timer.at <= next) return;
    this.off();
    if (at === Infinity) return;
    const cancel = this.clock.after(Math.max(0, next - now), () => {
      this.now();
      this.#timer = undefined;
      this.onRing();
    });
    this.#timer = { at: next, cancel };
  }

  off(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

import { GROWTH, SLOWEST_MS } from './pace';

/** That a service does not accept our key. */
export interface Refusal {
  readonly message: string;
}

const STEP_MS = 1_000;
const MOST_STEPS = Math.ceil(Math.log(SLOWEST_MS / STEP_MS) / Math.log(GROWTH));
/** How long good answers must have come before they are taken for leave to go a step faster, in ms. */
const EASE_MS = 10_000;

/** How a service, under one key, wants to be asked: all tasks that live there share it. */
export class ServiceLimits {
  /** Present while the service is not to be asked at all. */
  refusal: Refusal | undefined;
  #slowerBy = 0;
  #changedAt = -Infinity;
  #notBefore = -Infinity;

  /** @param service Its name. */
  constructor(readonly service: string) {}

  /** By how many steps all its tasks are asked about more slowly. */
  get slowerBy(): number {
    return this.#slowerBy;
  }

  /** No question goes there before, ms since the epoch. */
  get notBefore(): number {
    return this.#notBefore;
  }

  /**
   * The service said that it is asked too much.
   * @param retryAfterMs How long it wants to be left alone, if it said so.
   */
  throttle(askedAt: number, now: number, retryAfterMs = 0): void {
    // Of questions under way together, the first throttled one slows down; the rest have nothing to add.
    if (askedAt > this.#changedAt && this.#slowerBy < MOST_STEPS) {
      this.#slowerBy += 1;
      this.#changedAt = now;
    }
    const restMs = Math.max(retryAfterMs, Math.min(STEP_MS * GROWTH ** this.#slowerBy, SLOWEST_MS));
    this.#notBefore = Math.max(this.#notBefore, now + restMs);
  }

  /** The service gave a good answer. */
  ease(askedAt: number, now: number): void {
    if (this.#slowerBy === 0 || askedAt < Math.max(this.#changedAt, this.#notBefore) + EASE_MS) return;
    this.#slowerBy -= 1;
    this.#changedAt = now;
  }

  /** The clock went from one moment to another; if back, so does what was reckoned from it. */
  leapt(from: number, to: number): void {
    if (to > from) return;
    this.#notBefore += to - from;
    this.#changedAt = Math.min(this.#changedAt, to);
  }
}

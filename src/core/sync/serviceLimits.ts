import type { QueryResult } from '../api';
import { GROWTH, SLOWEST_MS } from './pace';

/** That a service does not accept our key. */
export interface Refusal {
  readonly message: string;
}

/** A question as far as it matters to the service. */
export interface Asked {
  /** ms since the epoch. */
  readonly askedAt: number;
  /** What was known of the service's refusal when it was asked. */
  readonly refusal: Refusal | undefined;
}

const STEP_MS = 1_000;
const MOST_STEPS = Math.ceil(Math.log(SLOWEST_MS / STEP_MS) / Math.log(GROWTH));
/** How long good answers must have come before they are taken for leave to go a step faster, in ms. */
const EASE_MS = 10_000;

/** How a service, under one key, wants to be asked: all tasks that live there share it. */
export class ServiceLimits {
  #refusal: Refusal | undefined;
  #slowerBy = 0;
  #changedAt = -Infinity;
  #notBefore = -Infinity;

  /** @param service Its name. */
  constructor(readonly service: string) {}

  /** Present while the service is not to be asked at all. */
  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  /** By how many steps all its tasks are asked about more slowly. */
  get slowerBy(): number {
    return this.#slowerBy;
  }

  /** No question goes there before, ms since the epoch. */
  get notBefore(): number {
    return this.#notBefore;
  }

  /**
   * Hears an answer. What was asked before the service began to refuse, or ceased to, says nothing about what holds since.
   * @returns Whether the service has just begun to refuse our key, or ceased to.
   */
  hear(asked: Asked, { error, errorMessage }: QueryResult, now: number): 'refuses' | 'allows' | undefined {
    const isUpToDate = asked.refusal === this.#refusal;
    if (error?.kind === 'unauthorised') {
      if (!isUpToDate) return undefined;
      this.#refusal = { message: errorMessage };
      return 'refuses';
    }
    if (error?.kind === 'throttled') this.#slowDown(asked.askedAt, now, error.detail.retryAfterMs);
    if (error && error.kind !== 'notFound') return undefined;
    this.#ease(asked.askedAt, now);
    return isUpToDate && this.forgive() ? 'allows' : undefined;
  }

  /** Asks the service again: our key may be good. @returns Whether the service refused it. */
  forgive(): boolean {
    const refused = this.#refusal !== undefined;
    this.#refusal = undefined;
    return refused;
  }

  /** The clock went from one moment to another; if back, so does what was reckoned from it. */
  leapt(from: number, to: number): void {
    if (to > from) return;
    this.#notBefore += to - from;
    this.#changedAt = Math.min(this.#changedAt, to);
  }

  /** The service is asked too much. @param retryAfterMs How long it wants to be left alone, if it said so. */
  #slowDown(askedAt: number, now: number, retryAfterMs = 0): void {
    // Of questions under way together, the first throttled one slows down; the rest have nothing to add.
    if (askedAt > this.#changedAt && this.#slowerBy < MOST_STEPS) {
      this.#slowerBy += 1;
      this.#changedAt = now;
    }
    const restMs = Math.max(retryAfterMs, Math.min(STEP_MS * GROWTH ** this.#slowerBy, SLOWEST_MS));
    this.#notBefore = Math.max(this.#notBefore, now + restMs);
  }

  #ease(askedAt: number, now: number): void {
    if (this.#slowerBy === 0 || askedAt < Math.max(this.#changedAt, this.#notBefore) + EASE_MS) return;
    this.#slowerBy -= 1;
    this.#changedAt = now;
  }
}

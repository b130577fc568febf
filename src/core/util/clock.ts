import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a part of its own, so that tests decide when it passes. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Does something once, after `ms`.
   * @returns Calls it off; harmless afterwards. Whoever sets a time limit calls it off when the work is done.
   */
  after(ms: number, action: () => void): () => void;
}

/** What Node's timers can count to, about 24 days; they take anything longer for nothing at all. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    sleep(Math.min(ms, LONGEST_MS), undefined, { ...(signal && { signal }) }).catch(() => {
      // Aborted: waking early is what the caller asked for.
    }),
  after: (ms, action) => {
    const timer = setTimeout(action, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};

import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a part of its own, so that tests decide when it passes. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's time. What waits here keeps no process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    sleep(ms, undefined, { ref: false, ...(signal && { signal }) }).catch(() => {
      // Aborted: waking early is what the caller asked for.
    }),
};

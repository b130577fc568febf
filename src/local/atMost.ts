import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for work, but no longer than `ms` milliseconds; the work goes on, and no timer stays behind.
 * @returns what came of it, or `undefined` when it took longer.
 * @throws what the work throws in time.
 */
export async function atMost<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const done = new AbortController();
  const late = sleep(ms, undefined, { signal: done.signal }).catch(() => undefined); // Done in time.
  return Promise.race([work, late]).finally(() => done.abort());
}

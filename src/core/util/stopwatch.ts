import type { Clock } from './clock';

/**
 * Measures from here on.
 * @returns The ms since, by the clock of the machine or that of the process, whichever says more: the one may be set back, the
 * other may stand still while the machine sleeps.
 */
export function stopwatch(clock: Clock): () => number {
  const machine = clock.now();
  const own = performance.now();
  return () => Math.max(clock.now() - machine, performance.now() - own);
}

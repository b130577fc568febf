/** Shortest pause between two questions, in ms. */
const AT_LEAST_MS = 100;
/** The pause as a part of the task's age: a task is noticed to have ended when that much later, at most. */
const PART_OF_AGE = 0.05;
const JITTER = 0.1;
/** The pause after the first of several questions that failed, in ms; it doubles with each. */
const AFTER_FAILURE_MS = 500;
/** How many times the usual pause may grow, at most, while questions fail. */
const MOST_GROWTH = 10;

export interface Pace {
  /** Longest pause while all goes well, in ms. */
  readonly pollIntervalMs: number;
  /** Time since the task was accepted, in ms. */
  readonly ageMs: number;
  /** How many questions failed in a row, up to the last one. */
  readonly failures: number;
  /** 0 to 1, as `Math.random`. */
  readonly random: () => number;
}

/**
 * How long to wait before a task is asked about again, in ms: 5 % of its age, from 100 ms up to `pollIntervalMs`, so that a
 * short task is not kept waiting and a long one costs few questions. After failures it doubles, up to ten times
 * `pollIntervalMs`. Spread by a tenth either way, so that many tasks do not ask in step.
 */
export function pauseMs({ pollIntervalMs, ageMs, failures, random }: Pace): number {
  const usual = Math.min(pollIntervalMs, Math.max(AT_LEAST_MS, ageMs * PART_OF_AGE));
  const grown = failures === 0 ? 0 : AFTER_FAILURE_MS * 2 ** (failures - 1);
  const pause = Math.max(usual, Math.min(grown, pollIntervalMs * MOST_GROWTH));
  return pause * (1 + JITTER * (2 * random() - 1));
}

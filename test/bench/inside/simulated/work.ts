import type { Attention } from '../../../../src/core/model/attention';
import { logBetween, type Random } from './random';

/** A task as the service sees it; moments in ms since the epoch. */
export interface PlannedTask {
  readonly id: string;
  readonly startsAt: number;
  readonly endsAt: number;
  /** When its agent begins something else. */
  readonly actionsAt: readonly number[];
}

/** What a person does from a moment on, up to the next one. */
export interface Spell {
  readonly at: number;
  readonly attention: Attention;
  readonly isAsleep?: true;
}

const SECOND = 1_000;

/** A task that starts at `startsAt` and takes 1 s to 20 min, with an action for each step of its agent: 3 to 30 s. */
export function planTask(random: Random, id: string, startsAt: number): PlannedTask {
  const endsAt = startsAt + logBetween(random, SECOND, 20 * 60 * SECOND);
  const actionsAt: number[] = [];
  for (let at = startsAt; at < endsAt; at += logBetween(random, 3 * SECOND, 30 * SECOND)) actionsAt.push(at);
  return { id, startsAt, endsAt, actionsAt };
}

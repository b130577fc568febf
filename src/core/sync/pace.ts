import type { ConnectionKind } from '../model/task';

/** What decides how long to wait before the next question about a task. */
export interface PaceFacts {
  readonly connection: ConnectionKind;
  /** Time since the task was started, in ms. */
  readonly ageMs: number;
  /** Failed questions in a row. */
  readonly failures: number;
}

/** Close attention while a task is young. Loopback costs nobody anything, the service is asked at a politer pace. */
const paceMs: Record<ConnectionKind, { readonly young: number; readonly grown: number }> = {
  local: { young: 250, grown: 1_000 },
  cloud: { young: 1_000, grown: 3_000 },
};
const YOUNG_MS = 30_000;
const LONGEST_MS = 60_000;
const GROWTH = 1.6;

/** The pause before the next question, in ms, before it is spread. */
export function pauseMs({ connection, ageMs, failures }: PaceFacts): number {
  const pace = paceMs[connection];
  if (failures === 0) return ageMs < YOUNG_MS ? pace.young : pace.grown;
  return Math.min(Math.round(pace.grown * GROWTH ** failures), LONGEST_MS);
}

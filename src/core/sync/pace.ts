import type { ConnectionKind } from '../model/task';

/** What decides how long to wait before the next question about a task. */
export interface PaceFacts {
  readonly connection: ConnectionKind;
  /** Time since the task was started, in ms. */
  readonly ageMs: number;
  /** Failed questions in a row. */
  readonly failures: number;
  /** What the service asked us to wait, in ms. */
  readonly retryAfterMs?: number;
}

/** Close attention while a task is young. Loopback costs nobody anything, the service is asked at a politer pace. */
const paceMs: Record<ConnectionKind, { readonly young: number; readonly grown: number }> = {
  local: { young: 250, grown: 1_000 },
  cloud: { young: 1_000, grown: 3_000 },
};
const YOUNG_MS = 30_000;
const LONGEST_MS = 60_000;
const GROWTH = 1.6;

/** The pause before the next question, in ms. A hint of the service wins over our own growth, and over our upper bound. */
export function pauseMs({ connection, ageMs, failures, retryAfterMs }: PaceFacts): number {
  const pace = paceMs[connection];
  if (failures === 0) return ageMs < YOUNG_MS ? pace.young : pace.grown;
  return Math.max(Math.min(Math.round(pace.grown * GROWTH ** failures), LONGEST_MS), retryAfterMs ?? 0);
}

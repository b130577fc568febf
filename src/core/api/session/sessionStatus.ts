/**
 * How a session is. `unknown`: it is there, in a state this client has no word for, or the service sent none.
 * Source of the words: official SDK 0.19, and its tests.
 */
export type SessionStatus = 'running' | 'pausing' | 'paused' | 'resuming' | 'deleting' | 'ended' | 'unknown';

const known = new Map<string, SessionStatus>([
  ['running', 'running'],
  ['pausing', 'pausing'],
  ['paused', 'paused'],
  ['resuming', 'resuming'],
  ['deleting', 'deleting'],
  ['deleted', 'ended'],
  ['finish', 'ended'],
  ['finished', 'ended'],
]);

/** What the service's word for a session's state means; case does not matter. */
export const toSessionStatus = (word: string): SessionStatus => known.get(word.trim().toLowerCase()) ?? 'unknown';

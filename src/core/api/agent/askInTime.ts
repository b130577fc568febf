import type { Clock } from '../../util/clock';
import { ServiceError } from '../errors';
import type { CallOptions, QueryResult } from '../results';
import { LAST_ANSWER_WITHIN_MS } from '../session/askUntil';
import { spoken } from '../wire/failures';
import { limited } from '../wire/limited';
import { failedQuery, guarded } from '../wire/outcomes';
import { TOOL_CALL } from './taskReplies';

/** How long an answer is waited for, at most, before the question is asked anew, in ms; a good one takes a second or two. */
const ANSWER_WITHIN_MS = 20_000;

/** A question about a task. It does not reject but for mistakes of our own. */
export type Ask = (call: CallOptions) => Promise<QueryResult>;

/** What bounds a question. */
export interface Asking {
  readonly clock: Clock;
  /** The client's own limit for a call, in ms. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks about a task once, so that a connection that died in silence holds nothing up: the next question is the second attempt.
 * @param leftMs What is left of the time to wait, in ms.
 */
export function askInTime(
  ask: Ask,
  taskId: string,
  leftMs: number,
  { clock, timeoutMs, signal }: Asking,
): Promise<QueryResult> {
  const limitMs = Math.min(ANSWER_WITHIN_MS, timeoutMs, Math.max(leftMs, 0) + LAST_ANSWER_WITHIN_MS);
  const once = async (giveUp: AbortSignal): Promise<QueryResult> => {
    // The limit is told, so that the direct route leaves the gateway its share of it.
    const answer = await ask({ signal: giveUp, attempts: 1, timeoutMs: limitMs });
    // Who gave up, and so what it means, is told by the limit.
    if (answer.error?.kind === 'aborted') throw answer.error;
    return answer;
  };
  return guarded(
    () => limited(once, { clock, signal, limitMs, timedOut: noAnswer }),
    (error) => failedQuery(taskId, error),
  );
}

const noAnswer = (limitMs: number): ServiceError =>
  new ServiceError('timeout', `AgentBay did not answer within ${spoken(limitMs)}.`, {
    ...{ action: TOOL_CALL, attempts: 1 },
    requestSent: true,
  });

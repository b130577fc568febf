import type { Clock } from '../../util/clock';
import { ServiceError } from '../errors';
import type { CallOptions } from '../results';

/** How a question is repeated. */
export interface Pace {
  /** Pause after the first answer, in ms. */
  readonly firstMs: number;
  /** Each pause is this many times the one before. */
  readonly growth: number;
  /** Longest pause, in ms. */
  readonly atMostMs: number;
  /** How long the question is repeated, in ms; the caller's own limit for the call wins. */
  readonly withinMs: number;
}

/** One question may wait this long for its answer, in ms: another follows anyway. */
const ONE_QUESTION_MS = 15_000;

/** What the last question, asked when the time is up, may take beyond it, in ms. */
export const LAST_ANSWER_WITHIN_MS = 5_000;

/**
 * Asks until an answer settles the matter, the time is up, or the caller stops it. A question that failed is an answer too:
 * it says nothing about the matter, so as a rule it is asked again, no sooner than the service wants; where that is longer than the
 * time there is, it is not asked again.
 * @param ask Is given what each question shall be sent with: one attempt, because it comes again by itself.
 * @returns The last answer, settled or not.
 */
export async function askUntil<A>(
  clock: Clock,
  pace: Pace,
  call: CallOptions,
  ask: (question: CallOptions) => Promise<A>,
  isSettled: (answer: A | ServiceError) => boolean,
): Promise<A | ServiceError> {
  const until = clock.now() + (call.timeoutMs ?? pace.withinMs);
  let pauseMs = pace.firstMs;
  for (;;) {
    const patienceMs = Math.max(0, until - clock.now()) + LAST_ANSWER_WITHIN_MS;
    const answer = await attempt(() =>
      ask({ signal: call.signal, attempts: 1, timeoutMs: Math.min(patienceMs, ONE_QUESTION_MS) }),
    );
    const leftMs = until - clock.now();
    const hintMs = answer instanceof ServiceError ? (answer.detail.retryAfterMs ?? 0) : 0;
    if (isSettled(answer) || call.signal?.aborted || leftMs <= 0 || hintMs > leftMs) return answer;
    await clock.sleep(Math.min(Math.max(pauseMs, hintMs), leftMs), call.signal);
    pauseMs = Math.min(pauseMs * pace.growth, pace.atMostMs);
  }
}

/** Whether asking again cannot help: the key is not accepted, or the question is refused as such. */
export function isFinal(error: ServiceError): boolean {
  const { kind, detail } = error;
  return kind === 'unauthorised' || kind === 'badInput' || (kind === 'service' && (detail.httpStatus ?? 0) < 500);
}

async function attempt<A>(ask: () => Promise<A>): Promise<A | ServiceError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

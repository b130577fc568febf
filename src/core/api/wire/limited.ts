import type { Clock } from '../../util/clock';
import { ServiceError } from '../errors';
import { aborted, withDetail } from './failures';

/** What may end a piece of work early. */
export interface Limits {
  readonly clock: Clock;
  /** The time limit, in ms, and what is thrown at its end; absent: none. */
  readonly limitMs?: number;
  readonly timedOut?: (limitMs: number) => ServiceError;
  /** The caller's wish to stop. */
  readonly signal?: AbortSignal | undefined;
  /** Where the work can be ended from elsewhere, while it is under way: with a `ServiceError` as the reason. */
  readonly open?: Set<AbortController>;
}

/**
 * Does work that ends early at a time limit, at the caller's wish, or from elsewhere: whoever gives up first says why. One timer,
 * gone when the work is done.
 * @param work Ends at once when its signal aborts; what it throws then matters only where it knows that nothing was sent.
 * @throws {ServiceError} `timeout` or `aborted` when it ended early; otherwise what the work throws.
 */
export async function limited<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { clock, limitMs, timedOut, signal: caller, open }: Limits,
): Promise<T> {
  if (caller?.aborted) throw aborted(false);
  const giveUp = new AbortController();
  const onAbort = (): void => giveUp.abort(aborted(true));
  caller?.addEventListener('abort', onAbort);
  open?.add(giveUp);
  const callOff =
    limitMs === undefined || !timedOut ? undefined : clock.after(limitMs, () => giveUp.abort(timedOut(limitMs)));
  try {
    return await work(giveUp.signal);
  } catch (error) {
    const reason: unknown = giveUp.signal.reason;
    if (!(reason instanceof ServiceError)) throw error;
    const wasNotSent = error instanceof ServiceError && error.detail.requestSent === false;
    throw wasNotSent ? withDetail(reason, { requestSent: false }) : reason;
  } finally {
    callOff?.();
    caller?.removeEventListener('abort', onAbort);
    open?.delete(giveUp);
  }
}

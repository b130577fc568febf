import { type FailureDetail, ServiceError } from '../errors';
import type { Envelope } from '../wire/envelope';
import { spoken, withDetail } from '../wire/failures';
import type { CallOptions, DeleteResult } from '../results';
import { askUntil, isFinal, type Pace } from './askUntil';
import type { SessionContext } from './context';
import { askDetails, type SessionDetails } from './details';
import { answered, callSession, isSessionGone, isUnknownAction } from './sessionCall';

const ACTION = 'DeleteSessionAsync';
const PACE: Pace = { firstMs: 1_000, growth: 1, atMostMs: 1_000, withinMs: 60_000 };
const PAUSED = 'The session is paused, and a paused session cannot be deleted: resume it first.';

/**
 * Deletes a session and makes sure of it. The service accepts the wish at once and takes its time; its older generation knows
 * only `ReleaseMcpSession`, which is done when it answers (official SDK, 0.13 and 0.15 to 0.19).
 * @throws {ServiceError} `timeout` when the session is still there after a minute; `aborted` leaves the deletion under way.
 */
export async function deleteSession(context: SessionContext, call: CallOptions = {}): Promise<DeleteResult> {
  try {
    const { accepted, isDone } = await accept(context, call);
    if (!isDone) await confirm(context, answered(ACTION, accepted), call);
    context.forget();
    return success(accepted.requestId);
  } catch (error) {
    // It was gone already.
    if (isSessionGone(error)) return success(error.detail.requestId);
    throw error;
  }
}

async function accept(
  context: SessionContext,
  call: CallOptions,
): Promise<{ readonly accepted: Envelope; readonly isDone: boolean }> {
  try {
    return { accepted: await callSession(context, ACTION, {}, call), isDone: false };
  } catch (error) {
    if (isUnknownAction(error)) {
      return { accepted: await callSession(context, 'ReleaseMcpSession', {}, call), isDone: true };
    }
    throw error instanceof ServiceError && error.kind === 'service' ? await explained(context, error, call) : error;
  }
}

/** How the service refuses to delete a paused session is not known; that it does is. */
async function explained(context: SessionContext, refused: ServiceError, call: CallOptions): Promise<ServiceError> {
  try {
    const { details } = await askDetails(context, { ...call, attempts: 1 });
    return details.status === 'paused' ? withDetail(refused, {}, ` ${PAUSED}`) : refused;
  } catch (error) {
    // Only an explanation was sought; the refusal itself matters more.
    if (error instanceof ServiceError) return refused;
    throw error;
  }
}

async function confirm(context: SessionContext, detail: FailureDetail, call: CallOptions): Promise<void> {
  const isGone = (answer: SessionDetails | ServiceError): boolean =>
    answer instanceof ServiceError ? isSessionGone(answer) : answer.status === 'ended';
  const last = await askUntil(
    context.gateway.clock,
    PACE,
    call,
    async (question) => (await askDetails(context, question)).details,
    (answer) => isGone(answer) || (answer instanceof ServiceError && isFinal(answer)),
  );
  if (isGone(last)) return;
  if (call.signal?.aborted) {
    const message = 'Stopped waiting for the end of the session; AgentBay has accepted its deletion.';
    throw new ServiceError('aborted', message, detail);
  }
  const accepted = 'AgentBay accepted the deletion of the session, but';
  if (last instanceof ServiceError) {
    const message = `${accepted} its end could not be confirmed (${last.message}). Delete it again.`;
    throw new ServiceError(isFinal(last) ? last.kind : 'timeout', message, { ...last.detail, ...detail, cause: last });
  }
  const advice = last.status === 'paused' ? PAUSED : 'Delete it again.';
  const waited = spoken(call.timeoutMs ?? PACE.withinMs);
  throw new ServiceError('timeout', `${accepted} after ${waited} it is still there. ${advice}`, detail);
}

const success = (requestId = ''): DeleteResult => ({ success: true, requestId, errorMessage: '' });

import { errorCodes } from '../../../protocol/wire';
import { ServiceError } from '../errors';
import { aborted, badInput } from '../wire/failures';
import { fieldsOf, textOf } from '../wire/fields';
import type { Gateway } from '../wire/gateway';
import type { CallOptions, DeleteResult } from '../results';
import { isOver } from './sessionReplies';

const ASK_EVERY_MS = 1_000;
const CONFIRM_WITHIN_MS = 60_000;

/**
 * Deletes a session and makes sure of it. The service accepts the wish at once and takes its time; its older generation knows
 * only `ReleaseMcpSession`, which is done when it answers.
 * @throws {ServiceError} `timeout` when the session is still there after a minute; `aborted` leaves the deletion under way.
 */
export async function deleteSession(
  gateway: Gateway,
  sessionId: string,
  call: CallOptions = {},
): Promise<DeleteResult> {
  if (sessionId.trim() === '') throw badInput('The session id is empty.');
  const params = { SessionId: sessionId };
  try {
    const { requestId } = await gateway.call({ action: 'DeleteSessionAsync', repeat: 'safe', params }, call);
    return await confirmed(gateway, sessionId, requestId, call);
  } catch (error) {
    if (isGone(error)) return success(error.detail.requestId);
    if (!isUnknownAction(error)) throw error;
  }
  try {
    return success((await gateway.call({ action: 'ReleaseMcpSession', repeat: 'safe', params }, call)).requestId);
  } catch (error) {
    if (isGone(error)) return success(error.detail.requestId);
    throw error;
  }
}

async function confirmed(
  gateway: Gateway,
  sessionId: string,
  requestId: string,
  call: CallOptions,
): Promise<DeleteResult> {
  const { clock } = gateway;
  const until = clock.now() + CONFIRM_WITHIN_MS;
  for (;;) {
    const state = await ask(gateway, sessionId, call);
    if (state === 'gone') return success(requestId);
    if (call.signal?.aborted) {
      const message = 'Stopped waiting for the end of the session; AgentBay has accepted its deletion.';
      throw new ServiceError('aborted', message, { ...aborted(true).detail, requestId });
    }
    if (clock.now() >= until) throw stillThere(requestId, state);
    await clock.sleep(ASK_EVERY_MS, call.signal);
  }
}

/** A question that failed says nothing about the session: it is asked again. */
async function ask(gateway: Gateway, sessionId: string, call: CallOptions): Promise<'gone' | 'there' | ServiceError> {
  try {
    const { data } = await gateway.call(
      { action: 'GetSessionDetail', repeat: 'safe', params: {}, query: { SessionId: sessionId } },
      call,
    );
    return isOver(textOf(fieldsOf(data), 'Status')) ? 'gone' : 'there';
  } catch (error) {
    if (isGone(error)) return 'gone';
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function stillThere(requestId: string, state: 'there' | ServiceError): ServiceError {
  const seen = state === 'there' ? 'it is still there' : `its end could not be confirmed (${state.message})`;
  const message = `AgentBay accepted the deletion of the session, but after ${CONFIRM_WITHIN_MS / 1000} s ${seen}. Delete it again.`;
  return new ServiceError('timeout', message, {
    requestId,
    requestSent: true,
    cause: state === 'there' ? undefined : state,
  });
}

const success = (requestId = ''): DeleteResult => ({ success: true, requestId, errorMessage: '' });

const isGone = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && error.kind === 'notFound' && error.detail.subject === 'session';

const isUnknownAction = (error: unknown): boolean =>
  error instanceof ServiceError && error.detail.code === errorCodes.actionNotFound;

import { errorCodes } from '../../../protocol/wire';
import { ServiceError } from '../errors';
import type { ApiResult, CallOptions } from '../results';
import { type Envelope, isCode } from '../wire/envelope';
import { badInput, withDetail } from '../wire/failures';
import { guarded } from '../wire/outcomes';
import type { Call } from '../wire/request';
import type { SessionContext } from './context';

/**
 * Calls an action about one session; its id travels with the parameters. A session that turns out to be gone is forgotten.
 * @throws {ServiceError} whatever keeps the call from a good answer; `badInput` when the session's id is empty.
 */
export async function callSession(
  context: SessionContext,
  action: string,
  params: Call['params'] = {},
  call?: CallOptions,
): Promise<Envelope> {
  const { sessionId } = context;
  return sendAbout(context, { action, repeat: 'safe', params: { SessionId: sessionId, ...params } }, call);
}

/** Sends a call that names the session in its own way; otherwise as `callSession`. */
export async function sendAbout(
  { gateway, sessionId, forget }: SessionContext,
  call: Call,
  options?: CallOptions,
): Promise<Envelope> {
  checkSessionId(sessionId, call.action);
  try {
    return await gateway.call(call, options);
  } catch (error) {
    if (isSessionGone(error)) forget();
    throw error;
  }
}

/** @throws {ServiceError} `badInput` when the id is empty. */
export function checkSessionId(sessionId: string, action: string): void {
  if (sessionId.trim() === '') throw withDetail(badInput('The session id is empty.'), { action });
}

/** Turns a failure into a result, and sees to it that the failure says what was asked. */
export function guardedAs<R extends ApiResult>(
  action: string,
  work: () => Promise<R>,
  failed: (error: ServiceError) => R,
): Promise<R> {
  return guarded(work, (error) => failed(error.detail.action === undefined ? withDetail(error, { action }) : error));
}

/** What is known of a call that was answered, for the failure that its answer turns out to be. */
export const answered = (action: string, { requestId, attempts }: Pick<Envelope, 'requestId' | 'attempts'>) => ({
  ...{ action, requestId, attempts },
  requestSent: true,
});

/** An answer that lacks what it is asked for. */
export const lacking = (action: string, envelope: Envelope, what: string): ServiceError =>
  new ServiceError('badReply', `AgentBay's answer ${what}. Try again.`, answered(action, envelope));

/** Whether the service does not know the session: it was deleted, released, or never there. */
export const isSessionGone = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && error.kind === 'notFound' && error.detail.subject === 'session';

/** Whether this service does not know the action at all: it is of an older generation, or does not offer it. */
export const isUnknownAction = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && isCode(error.detail.code ?? '', errorCodes.actionNotFound);

import { errorCodes } from '../../../protocol/wire';
import { ServiceError } from '../errors';
import type { CallOptions } from '../results';
import type { Envelope } from '../wire/envelope';
import { badInput } from '../wire/failures';
import type { Call } from '../wire/request';
import type { SessionContext } from './context';

/**
 * Calls an action about one session; its id travels with the parameters. A session that turns out to be gone is forgotten.
 * @throws {ServiceError} whatever keeps the call from a good answer; `badInput` when the session's id is empty.
 */
export async function callSession(
  { gateway, sessionId, forget }: SessionContext,
  action: string,
  { params = {}, repeat = 'safe' }: Partial<Pick<Call, 'params' | 'repeat'>> = {},
  call?: CallOptions,
): Promise<Envelope> {
  checkSessionId(sessionId);
  try {
    return await gateway.call({ action, repeat, params: { SessionId: sessionId, ...params } }, call);
  } catch (error) {
    if (isSessionGone(error)) forget();
    throw error;
  }
}

/** @throws {ServiceError} `badInput` when the id is empty. */
export function checkSessionId(sessionId: string): void {
  if (sessionId.trim() === '') throw badInput('The session id is empty.');
}

/** Whether the service does not know the session: it was deleted, released, or never there. */
export const isSessionGone = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && error.kind === 'notFound' && error.detail.subject === 'session';

/** Whether this service does not know the action at all: it is of an older generation, or does not offer it. */
export const isUnknownAction = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && error.detail.code === errorCodes.actionNotFound;

/** An answer that lacks what it is asked for. */
export function lacking(action: string, { requestId }: Envelope, what: string): ServiceError {
  return new ServiceError('badReply', `AgentBay's answer ${what}. Try again.`, {
    action,
    requestId,
    requestSent: true,
  });
}

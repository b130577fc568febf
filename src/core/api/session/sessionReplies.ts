import type { Envelope } from '../wire/envelope';
import { ServiceError } from '../errors';
import { quoted } from '../wire/failures';
import { type Fields, fieldsOf, flagOf, textOf } from '../wire/fields';
import { answered } from './sessionCall';
import { toSessionStatus } from './sessionStatus';

/**
 * Reads the id of a session just created.
 * @throws {ServiceError} `service` when none could be had, `badReply` when there may be one that nobody can name.
 */
export function readCreation(envelope: Envelope): string {
  const sessionId = textOf(accepted(envelope, 'CreateMcpSession', 'AgentBay gave no session'), 'SessionId');
  if (sessionId !== '') return sessionId;
  throw new ServiceError('badReply', "AgentBay's answer names no session.", answered('CreateMcpSession', envelope));
}

/**
 * @param forget Is called when the session is there no more.
 * @throws {ServiceError} `notFound` then, `service` when the service does not give it.
 */
export function checkAttachable(envelope: Envelope, forget: () => void): void {
  const data = accepted(envelope, 'GetSession', 'AgentBay does not give access to this session');
  if (toSessionStatus(textOf(data, 'Status')) !== 'ended') return;
  forget();
  const message = 'This session has ended. Start a new session.';
  throw new ServiceError('notFound', message, { ...answered('GetSession', envelope), subject: 'session' });
}

/** A refusal can hide inside a good envelope. */
function accepted(envelope: Envelope, action: string, refused: string): Fields | undefined {
  const fields = fieldsOf(envelope.data);
  if (flagOf(fields, 'Success') !== false) return fields;
  const reason = quoted(textOf(fields, 'ErrMsg', 'Message')).replace(/[.。]\s*$/, '') || 'it gave no reason';
  // A service that goes on after a colon says itself what is the matter.
  const advice = /no authorized app instance(?!.*:)/i.test(reason)
    ? ' No machine is free, or the image is not allowed for this account: try again later, or choose another image.'
    : '';
  throw new ServiceError('service', `${refused}: ${reason}.${advice}`, answered(action, envelope));
}

import type { Envelope } from '../wire/envelope';
import { ServiceError } from '../errors';
import { type Fields, fieldsOf, flagOf, textOf } from '../wire/fields';

const over = new Set(['finish', 'finished', 'deleted']);

/** Whether a session's status word means that it is no more. */
export const isOver = (status: string): boolean => over.has(status.trim().toLowerCase());

/**
 * Reads the id of a session just created.
 * @throws {ServiceError} `service` when none could be had, `badReply` when there may be one that nobody can name.
 */
export function readCreation(envelope: Envelope): string {
  const data = accepted(envelope, 'AgentBay gave no session');
  const sessionId = textOf(data, 'SessionId');
  if (sessionId !== '') return sessionId;
  const message = "AgentBay's answer names no session. One may have been created; it ends by itself when idle.";
  throw new ServiceError('badReply', message, { requestId: envelope.requestId, requestSent: true });
}

/** @throws {ServiceError} `notFound` when the session is there no more, `service` when the service does not give it. */
export function checkAttachable(envelope: Envelope): void {
  const data = accepted(envelope, 'AgentBay does not give access to this session');
  if (!isOver(textOf(data, 'Status'))) return;
  const { requestId } = envelope;
  const message = 'This session has ended. Start a new session.';
  throw new ServiceError('notFound', message, { requestId, subject: 'session', requestSent: true });
}

/** A refusal can hide inside a good envelope. */
function accepted({ data, requestId }: Envelope, refused: string): Fields | undefined {
  const fields = fieldsOf(data);
  if (flagOf(fields, 'Success') !== false) return fields;
  const reason = textOf(fields, 'ErrMsg', 'Message') || 'it gave no reason';
  const advice = /no authorized app instance/i.test(reason)
    ? ' No machine is free, or the image is not allowed for this account: try again later, or choose another image.'
    : '';
  throw new ServiceError('service', `${refused}: ${reason}.${advice}`, { requestId, requestSent: true });
}

import { ServiceError } from '../errors';
import { connectionFailure } from '../wire/failures';
import { MAX_FRAME_BYTES } from './limits';

/** What the log and the errors call the opening of a socket, which has no action's name. */
const ACTION = 'WebSocket';
const facts = (requestSent: boolean) => ({ action: ACTION, attempts: 1, requestSent });

/** Ended before it was open: by us, or because the address or the token cannot be used at all. */
export const notOpened = (host: string): ServiceError =>
  new ServiceError(
    'network',
    `No stream could be opened to ${host}. Attach to the session again and retry.`,
    facts(false),
  );

/** Nothing is known of a socket: the service offers none, or the session's handle was made without asking. */
export const notOffered = (): ServiceError =>
  new ServiceError(
    'service',
    'AgentBay offers no stream for this session, as far as is known. Attach to it with get(), which brings the way in.',
    { action: ACTION, requestSent: false },
  );

/** The client knows that the session is gone: whatever its socket answered, attaching again would not help. */
export const sessionGone = (): ServiceError =>
  new ServiceError('notFound', 'This session no longer exists. Start a new session.', {
    ...{ action: ACTION, requestSent: false },
    subject: 'session',
  });

export const handshakeTimedOut = (host: string, limitMs: number): ServiceError =>
  new ServiceError(
    'timeout',
    `AgentBay at ${host} did not open a stream within ${limitMs / 1000} s. Check the network and try again.`,
    facts(false),
  );

/**
 * The upgrade was answered with a status. A refused token is `service` and not `unauthorised`: the session's token has run out, and
 * the API key, which `unauthorised` sends a person to look at, is not used here.
 */
export function refused(host: string, httpStatus: number): ServiceError {
  const detail = { ...facts(false), httpStatus };
  if (httpStatus >= 500 || httpStatus === 429) {
    const message = `AgentBay at ${host} opens no stream at present (HTTP ${httpStatus}). Try again later.`;
    return new ServiceError(httpStatus === 429 ? 'throttled' : 'network', message, detail);
  }
  const why = httpStatus === 401 || httpStatus === 403 ? "did not accept the session's token" : 'refused the stream';
  const advice = 'Attach to the session again, which brings a fresh way in.';
  return new ServiceError('service', `AgentBay at ${host} ${why} (HTTP ${httpStatus}). ${advice}`, detail);
}

/** Nothing came from the other side although it was asked for a sign of life. */
export const silent = (host: string): ServiceError => lost(host, 'nothing was heard any more');

/** The other side closed it. Its own words are left out: they may quote anything. */
export const closedByService = (host: string, code: number): ServiceError => lost(host, `it was closed (code ${code})`);

/** The connection, or what came over it, broke. */
export function broken(host: string, error: Error, wasOpen: boolean): ServiceError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    const limit = `${MAX_FRAME_BYTES / 1024 / 1024} MB`;
    return new ServiceError('badReply', `A frame from ${host} was larger than ${limit}, which ended the stream.`, {
      ...facts(true),
      code,
    });
  }
  if (code.startsWith('WS_ERR')) {
    const message = `What ${host} sent is not the WebSocket protocol (${code}), which ended the stream.`;
    return new ServiceError('badReply', message, { ...facts(true), code });
  }
  if (wasOpen) return lost(host, code === '' ? 'it broke' : `it broke (${code})`, code);
  const step = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : undefined;
  const { kind, message, detail } = connectionFailure(host, code, step, undefined);
  return new ServiceError(kind, message, { ...detail, ...facts(false) });
}

const lost = (host: string, how: string, code = ''): ServiceError =>
  new ServiceError('network', `The connection to ${host} was lost: ${how}.`, {
    ...facts(true),
    ...(code !== '' && { code }),
  });

import { type FailureDetail, ServiceError } from '../errors';

/** The other side does not speak TLS at all. Node's own name for it from 22 on. */
export const NOT_TLS = 'ERR_SSL_WRONG_VERSION_NUMBER';

/** What the system's words for a failed connection mean to a person. */
const connectionTroubles: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there (connection refused)',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut in the middle of the answer',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'it cannot be reached',
  EHOSTUNREACH: 'it cannot be reached',
  ENETUNREACH: 'there is no network',
  EPROTO: 'no secure connection could be made',
  [NOT_TLS]: 'https is not spoken there',
};

/** How the codes of Node's parser of HTTP begin: `HPE_INVALID_CONSTANT` and its like. */
const NOT_HTTP = 'HPE_';
/** How the codes of its unpacking begin: `Z_DATA_ERROR`, `Z_BUF_ERROR`. */
const NOT_UNPACKED = 'Z_';

/** An untrusted certificate. Not the alerts of the other side (`ERR_SSL_...`), which may come late. */
const CERTIFICATE = /^(?!ERR_SSL).*(CERT|SIGNATURE|SELF_SIGNED)/;
/** Steps before a request is written. A failure of several addresses at once carries no step, only one of these codes. */
const connecting = new Set(['connect', 'getaddrinfo']);
const connectOnly = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether a failed connection is a matter of how things are set up, which no second try mends: its certificate, or no TLS at all. */
export const isSetUpWrong = (code: string): boolean => CERTIFICATE.test(code) || code === NOT_TLS;

/**
 * No whole answer came.
 * @param code The system's word, e.g. `ECONNRESET`; `''` when there is none.
 * @param step The system call that failed, if known.
 */
export function connectionFailure(host: string, code: string, step: string | undefined, cause: unknown): ServiceError {
  const notSent = isSetUpWrong(code) || (step === undefined ? connectOnly.has(code) : connecting.has(step));
  return new ServiceError('network', `AgentBay could not be reached at ${host}: ${trouble(code)}. ${advice(code)}`, {
    requestSent: !notSent,
    ...(code !== '' && { code }),
    cause: plainCause(code, step, cause),
  });
}

function trouble(code: string): string {
  if (CERTIFICATE.test(code)) return `its certificate is not trusted (${code})`;
  if (code.startsWith(NOT_HTTP)) return `what answers there does not speak HTTP (${code})`;
  if (code.startsWith(NOT_UNPACKED)) return `its answer was damaged on the way (${code})`;
  return connectionTroubles[code] ?? (code === '' ? 'the connection failed' : `the connection failed (${code})`);
}

function advice(code: string): string {
  return CERTIFICATE.test(code)
    ? 'Check the endpoint; if a proxy or a server of your own answers, name its authority in NODE_EXTRA_CA_CERTS, then try again.'
    : 'Check the network and the endpoint, then try again.';
}

/**
 * What a log needs of the error behind a failed connection. The error itself is not kept: it names the whole address, and may
 * hold on to request and socket.
 */
function plainCause(code: string, step: string | undefined, cause: unknown): Error | undefined {
  if (code !== '') return Object.assign(new Error(step === undefined ? code : `${step} ${code}`), { code });
  return cause instanceof Error ? new Error(`${cause.name}: ${withoutAddresses(cause.message)}`) : undefined;
}

/** A text with what follows the host in each of its addresses left out: it may be, or hold, a token. */
export const withoutAddresses = (text: string): string =>
  text.replace(/(\b\w+:\/\/)(?:[^\s/?#"'<>@]*@)?([^\s/?#"'<>]+)[^\s"'<>]*/g, '$1$2/…');

/** How much of the service's own words a message takes in, in characters: more than that nobody reads. */
const MOST_QUOTED = 1_000;

/** The service's own words, fit for a message: of an address only the host, and no more than a person reads. */
export function quoted(text: string): string {
  const words = withoutAddresses(text.slice(0, 10 * MOST_QUOTED)).trim();
  return words.length <= MOST_QUOTED ? words : `${words.slice(0, MOST_QUOTED)}…`;
}

/** The answer was given up because of its size: it was sent, and what it said is not known. */
export function tooLarge(host: string, limitBytes: number): ServiceError {
  const limit = `${limitBytes / 1024 / 1024} MB`;
  return new ServiceError(
    'badReply',
    `The answer of ${host} is larger than ${limit} and was not read. Check the endpoint.`,
    {
      requestSent: true,
    },
  );
}

/** No answer in time, neither at the first attempt nor at a later one. */
export function timedOut(host: string, afterMs: number, attempts = 1): ServiceError {
  const tried = attempts === 1 ? '' : `, asked ${attempts} times`;
  return new ServiceError(
    'timeout',
    `AgentBay at ${host} did not answer within ${spoken(afterMs)}${tried}. Check the network and try again.`,
    { requestSent: true },
  );
}

/** A length of time for a person: `450 ms`, `2.5 s`, `20 s`, `5 min`. */
export function spoken(ms: number): string {
  if (ms < 1_000) return `${Math.ceil(ms)} ms`;
  const seconds = ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1_000);
  return seconds < 180 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** How long the service wants us to wait, for a person; `undefined` when it does not say. */
export const spokenPause = (ms: number | undefined): string | undefined =>
  ms ? spoken(Math.ceil(ms / 1_000) * 1_000) : undefined;

/** The service is asked too much. */
export function throttled(detail: FailureDetail): ServiceError {
  const pause = spokenPause(detail.retryAfterMs) ?? 'a little';
  return new ServiceError(
    'throttled',
    `AgentBay gets too many requests at present. Wait ${pause} and try again.`,
    detail,
  );
}

/** Somebody asked us to stop; not the service's doing, and nothing to try again. */
export function aborted(requestSent: boolean): ServiceError {
  return new ServiceError('aborted', 'Stopped before AgentBay answered.', { requestSent });
}

/** The client was disposed of. */
export function closed(requestSent: boolean): ServiceError {
  return new ServiceError('aborted', 'This connection to AgentBay has been closed.', { requestSent });
}

/** There is no key, or it could not be read: `cause` says why. Nothing was sent. */
/** What was pasted is no key: all that are known begin `akm-` and go on in letters and digits. */
export const keyUnfit = (): ServiceError =>
  new ServiceError(
    'unauthorised',
    'The API key holds characters that no key has: something else was pasted, or too much. Set the API key again.',
    { requestSent: false },
  );

export function keyUnknown(cause?: unknown): ServiceError {
  return new ServiceError('unauthorised', 'There is no API key for AgentBay. Set the API key and try again.', {
    requestSent: false,
    cause,
  });
}

/** Our caller's mistake; nothing was sent. */
export function badInput(message: string): ServiceError {
  return new ServiceError('badInput', message, { requestSent: false });
}

/** The same failure with more known about it. */
export function withDetail(error: ServiceError, detail: Partial<ServiceError['detail']>, more = ''): ServiceError {
  return new ServiceError(error.kind, `${error.message}${more}`, { ...error.detail, ...detail });
}

import { ServiceError } from '../errors';

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

/** An untrusted certificate. Not the alerts of the other side (`ERR_SSL_...`), which may come late. */
const CERTIFICATE = /^(?!ERR_SSL).*(CERT|SIGNATURE|SELF_SIGNED)/;
/** Steps before a request is written. A failure of several addresses at once carries no step, only one of these codes. */
const connecting = new Set(['connect', 'getaddrinfo']);
const connectOnly = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * No whole answer came.
 * @param code The system's word, e.g. `ECONNRESET`; `''` when there is none.
 * @param step The system call that failed, if known.
 */
export function connectionFailure(host: string, code: string, step: string | undefined, cause: unknown): ServiceError {
  const untrusted = CERTIFICATE.test(code);
  const notSent = untrusted || code === NOT_TLS || (step === undefined ? connectOnly.has(code) : connecting.has(step));
  const trouble = untrusted
    ? `its certificate is not trusted (${code})`
    : (connectionTroubles[code] ?? (code === '' ? 'the connection failed' : `the connection failed (${code})`));
  return new ServiceError(
    'network',
    `AgentBay could not be reached at ${host}: ${trouble}. Check the network and the endpoint, then try again.`,
    { requestSent: !notSent, ...(code !== '' && { code }), cause },
  );
}

export function tooLarge(host: string, limitBytes: number): ServiceError {
  const limit = `${limitBytes / 1024 / 1024} MB`;
  return new ServiceError('badReply', `The answer of ${host} is larger than ${limit} and was not read.`, {
    requestSent: true,
  });
}

export function timedOut(host: string, limitMs: number): ServiceError {
  return new ServiceError(
    'timeout',
    `AgentBay at ${host} did not answer within ${limitMs / 1000} s. Check the network and try again.`,
    { requestSent: true },
  );
}

/** Somebody asked us to stop; not the service's doing, and nothing to try again. */
export function aborted(requestSent: boolean): ServiceError {
  return new ServiceError('aborted', 'Stopped before AgentBay answered.', { requestSent });
}

export function closed(requestSent: boolean): ServiceError {
  return new ServiceError('aborted', 'This connection to AgentBay has been closed.', { requestSent });
}

export function keyUnknown(cause?: unknown): ServiceError {
  return new ServiceError('unauthorised', 'There is no API key for AgentBay. Set the API key and try again.', {
    requestSent: false,
    cause,
  });
}

export function badInput(message: string): ServiceError {
  return new ServiceError('badInput', message, { requestSent: false });
}

/** The same failure with more known about it. */
export function withDetail(error: ServiceError, detail: Partial<ServiceError['detail']>, more = ''): ServiceError {
  return new ServiceError(error.kind, `${error.message}${more}`, { ...error.detail, ...detail });
}

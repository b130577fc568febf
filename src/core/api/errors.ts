/**
 * What kind of failure it was. `network`: no answer came, or half of one; `timeout`: none in time; `aborted`: we were asked
 * to stop; `service`: a refusal with no kind of its own; `badReply`: an answer that cannot be read; `badInput`: our caller's
 * mistake, nothing was sent.
 */
export type FailureKind =
  'network' | 'timeout' | 'aborted' | 'unauthorised' | 'notFound' | 'throttled' | 'service' | 'badReply' | 'badInput';

/** The facts of a failure. What came from the service is here only if the service sent it. */
export interface FailureDetail {
  /** The service's id of the call, for its support. */
  readonly requestId?: string;
  /** The service's name of what was asked, e.g. `CreateMcpSession`. */
  readonly action?: string;
  /** The service's `Code`, or the system's (`ECONNREFUSED`) when the service was not reached. */
  readonly code?: string;
  /** HTTP status, or the one the reply's envelope reports inside an HTTP 200. */
  readonly httpStatus?: number;
  /** How long the service asks us to wait, in ms. */
  readonly retryAfterMs?: number;
  /** How often the call was tried, from 1; absent when not even a first attempt was made. */
  readonly attempts?: number;
  /** What was not found. */
  readonly subject?: 'session' | 'task';
  /** `false` only when the service provably did not take the request: it never got there, or had been turned away. */
  readonly requestSent?: boolean;
  /** What became of an *earlier* attempt of this call was never learnt, whatever the last one came to. */
  readonly earlierUnclear?: boolean;
  /** The answer was spoilt on its way: the service may have sent a good one. */
  readonly damaged?: boolean;
  /** What lies behind it, for a log; holds no address, key or token of ours. */
  readonly cause?: unknown;
}

/** A call that did not do what it was made for. `message` is a sentence for a person; it never holds a key. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly detail: FailureDetail = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
  }
}

/**
 * Whether the service may have done what was asked although the call failed, so that asking again could do it twice.
 * A clean refusal is no doubt, and neither is a request that never left; a fault of the server's own (5xx) is.
 */
export function mayHaveBeenAccepted({ kind, detail }: ServiceError): boolean {
  if (detail.earlierUnclear === true) return true;
  switch (kind) {
    case 'network':
    case 'timeout':
    case 'aborted':
    case 'badReply':
      return detail.requestSent !== false;
    case 'service':
      return (detail.httpStatus ?? 0) >= 500;
    case 'unauthorised':
    case 'notFound':
    case 'throttled':
    case 'badInput':
      return false;
  }
}

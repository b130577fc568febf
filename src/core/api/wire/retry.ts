import type { ServiceError } from '../errors';
import { isSetUpWrong } from './failures';
import type { Call } from './request';

/** How often a call is tried at most, unless its caller says otherwise. */
export const DEFAULT_ATTEMPTS = 4;

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 5_000;
/** Spreads the pauses, so that many that failed together do not come back together. */
const JITTER = 0.25;

/** A first answer takes seconds at most, so a third of the call's time is patience enough: two more attempts fit in. */
const ATTEMPT_SHARE = 1 / 3;
/** No attempt is cut off sooner than this, in ms, however short the call's time: a slow service is not a dead connection. */
const SHORTEST_LIMIT_MS = 5_000;

/** Where a call stands after an attempt that failed. */
export interface Progress {
  readonly repeat: Call['repeat'];
  /** Attempts made, from 1. */
  readonly made: number;
  /** Attempts at most. */
  readonly attempts: number;
  /** What is left of the call's time, in ms. */
  readonly remainingMs: number;
  /** 0 to 1. */
  readonly random: () => number;
}

/**
 * How long to wait before the next attempt, in ms: what the service asks for, otherwise 300 ms doubling to 5 s, 25 % more or less.
 * @returns `undefined` when there shall be none: the failure is final, the call may have been taken and must not be taken
 * twice, the attempts are used up, or the time is up before the pause is over.
 */
export function pauseBeforeNext(
  error: ServiceError,
  { repeat, made, attempts, remainingMs, random }: Progress,
): number | undefined {
  const mayRepeat = repeat === 'safe' ? mayPass(error) : wasTurnedAway(error);
  if (!mayRepeat || made >= attempts) return undefined;
  const ownMs = Math.min(FIRST_PAUSE_MS * 2 ** (made - 1), LONGEST_PAUSE_MS) * (1 + JITTER * (2 * random() - 1));
  const pauseMs = error.detail.retryAfterMs ?? Math.round(ownMs);
  return pauseMs < remainingMs ? pauseMs : undefined;
}

/** The failures that a later attempt may be spared. */
function mayPass({ kind, detail }: ServiceError): boolean {
  const isServersFault = (detail.httpStatus ?? 0) >= 500;
  switch (kind) {
    case 'network':
      return !isSetUpWrong(detail.code ?? '');
    case 'timeout':
    case 'throttled':
      return true;
    case 'service':
      return isServersFault;
    case 'badReply':
      return isServersFault || detail.damaged === true;
    case 'aborted':
    case 'unauthorised':
    case 'notFound':
    case 'badInput':
      return false;
  }
}

/** Whether the service provably did not take the request, and may take it later. */
const wasTurnedAway = ({ kind, detail }: ServiceError): boolean =>
  kind === 'throttled' || (kind === 'network' && detail.requestSent === false && !isSetUpWrong(detail.code ?? ''));

/**
 * How long one attempt may take, headers and body, in ms. While others may follow, an attempt is cut off early, so that one
 * connection that died in silence does not use up the call's time; one that nothing follows gets all that remains.
 * @param attemptsLeft Attempts that may still be made, this one included.
 */
export function attemptLimitMs(
  repeat: Call['repeat'],
  attemptsLeft: number,
  timeoutMs: number,
  remainingMs: number,
): number {
  if (repeat === 'once' || attemptsLeft <= 1) return remainingMs;
  return Math.min(remainingMs, Math.max(timeoutMs * ATTEMPT_SHARE, SHORTEST_LIMIT_MS));
}

import { type FailureDetail, ServiceError } from '../errors';
import type { ApiResult, CallOptions } from '../results';
import { fieldsOf, textOf } from '../wire/fields';
import { spoken, withDetail } from '../wire/failures';
import { askUntil, isFinal, type Pace } from './askUntil';
import type { SessionContext } from './context';
import { answered, callSession, isSessionGone, isUnknownAction } from './sessionCall';
import { type SessionStatus, toSessionStatus } from './sessionStatus';

/** A change of state that the service takes its time for. */
interface Change {
  readonly action: string;
  readonly verb: string;
  readonly from: SessionStatus;
  readonly through: SessionStatus;
  readonly to: SessionStatus;
}

const pausing: Change = {
  action: 'PauseSessionAsync',
  verb: 'paused',
  from: 'running',
  through: 'pausing',
  to: 'paused',
};
const resuming: Change = {
  action: 'ResumeSessionAsync',
  verb: 'resumed',
  from: 'paused',
  through: 'resuming',
  to: 'running',
};

/** The official SDK asks each 2 s, for 600 s at most (0.13 to 0.19, its source); we look a little sooner at first. */
const PACE: Pace = { firstMs: 500, growth: 1.5, atMostMs: 2_000, withinMs: 600_000 };

const BETA = 'Pausing is a beta feature that not every account has: if that is the reason, ask AgentBay to allow it.';

/** Puts a session to rest. @throws {ServiceError} as `change`. */
export const pauseSession = (context: SessionContext, call?: CallOptions): Promise<ApiResult> =>
  change(context, pausing, call);

/** Wakes a session. @throws {ServiceError} as `change`. */
export const resumeSession = (context: SessionContext, call?: CallOptions): Promise<ApiResult> =>
  change(context, resuming, call);

/**
 * Asks for the change and makes sure of it. A session that is in the wanted state already counts as success.
 * @throws {ServiceError} `service` when the service refuses, or the session takes another way; `timeout` when it takes too long.
 */
async function change(context: SessionContext, wanted: Change, call: CallOptions = {}): Promise<ApiResult> {
  const detail = await begin(context, wanted, call);
  let hasBegun = false;
  const isOnTheWay = (status: SessionStatus): boolean => {
    hasBegun ||= status === wanted.through;
    // The state it comes from may be seen for a while, but not again.
    return status === wanted.through || status === 'unknown' || (status === wanted.from && !hasBegun);
  };
  const last = await askUntil(
    context.gateway.clock,
    PACE,
    call,
    (question) => askStatus(context, question),
    (answer) => (answer instanceof ServiceError ? isSessionGone(answer) || isFinal(answer) : !isOnTheWay(answer)),
  );
  if (last === wanted.to) return { success: true, requestId: detail.requestId ?? '', errorMessage: '' };
  if (last instanceof ServiceError || isOnTheWay(last)) throw unconfirmed(wanted, last, detail, call);
  if (last === 'ended') {
    const message = `The session ended before it was ${wanted.verb}. Start a new session.`;
    throw new ServiceError('notFound', message, { ...detail, subject: 'session' });
  }
  throw new ServiceError('service', `The session was not ${wanted.verb}: it is ${last}. Try again.`, detail);
}

/** @returns What is known of the accepted request. */
async function begin(context: SessionContext, { action, verb, to, through }: Change, call: CallOptions) {
  try {
    return answered(action, await callSession(context, action, {}, call));
  } catch (error) {
    if (isUnknownAction(error)) throw withDetail(error, {}, ' This service does not pause and resume sessions.');
    if (!(error instanceof ServiceError) || error.kind !== 'service') throw error;
    // It may be refused because nothing is left to change. How it is refused to an account is not known.
    const status = await askStatus(context, { ...call, attempts: 1 }).catch((reason: unknown) => {
      // The refusal matters more than a question that failed after it.
      if (reason instanceof ServiceError) return undefined;
      throw reason;
    });
    if (status === to || status === through) return error.detail;
    throw mayBeTheAccount(error) ? withDetail(error, {}, ` The session was not ${verb}. ${BETA}`) : error;
  }
}

/** A fault of the server's own is not, unless by the code it also has for beta features that are not switched on. */
function mayBeTheAccount({ detail: { code = '', httpStatus = 0 } }: ServiceError): boolean {
  return httpStatus >= 500 ? code === 'ServiceUnavailable' : !/stat(e|us)/i.test(code);
}

async function askStatus(context: SessionContext, call: CallOptions): Promise<SessionStatus> {
  const { data } = await callSession(context, 'GetSession', {}, call);
  return toSessionStatus(textOf(fieldsOf(data), 'Status'));
}

function unconfirmed(
  { verb }: Change,
  last: SessionStatus | ServiceError,
  detail: FailureDetail,
  { signal, timeoutMs = PACE.withinMs }: CallOptions,
): ServiceError {
  if (signal?.aborted) {
    const message = `Stopped waiting for the session to be ${verb}; AgentBay has accepted the wish.`;
    return new ServiceError('aborted', message, detail);
  }
  if (last instanceof ServiceError) {
    const message = `AgentBay accepted that the session be ${verb}, but that could not be confirmed (${last.message}).`;
    const kind = isSessionGone(last) || isFinal(last) ? last.kind : 'timeout';
    return new ServiceError(kind, message, { ...last.detail, ...detail, cause: last });
  }
  const message = `The session was not ${verb} within ${spoken(timeoutMs)}: it is ${last}. Ask how it is.`;
  return new ServiceError('timeout', message, detail);
}

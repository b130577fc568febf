import type { ApiResult, CallOptions } from '../results';
import type { Envelope } from '../wire/envelope';
import { fieldsOf, flagOf, textOf } from '../wire/fields';
import type { SessionContext } from './context';
import { callSession, isUnknownAction, sendAbout } from './sessionCall';
import { type SessionStatus, toSessionStatus } from './sessionStatus';

/** How a session is. A text is `''` where the service does not say. */
export interface SessionDetails {
  readonly status: SessionStatus;
  /** The service's own status word. */
  readonly rawStatus: string;
  /** What it was started from. */
  readonly imageId: string;
  /** Why it ended, in the service's words. */
  readonly endReason: string;
  readonly regionId: string;
  readonly policyId: string;
}

/** The answer to "how is the session?". */
export interface DetailsResult extends ApiResult {
  /** Present if and only if the question was answered. */
  readonly details?: SessionDetails;
}

/**
 * Asks how a session is without keeping it alive. A service of an older generation tells the status alone.
 * @throws {ServiceError} `notFound` when the session is gone, or whatever kept the question from its answer.
 */
export async function askDetails(
  context: SessionContext,
  call?: CallOptions,
): Promise<{ readonly envelope: Envelope; readonly details: SessionDetails }> {
  let envelope: Envelope;
  try {
    envelope = await detailOf(context, call);
  } catch (error) {
    if (!isUnknownAction(error)) throw error;
    envelope = await callSession(context, 'GetSession', {}, call);
  }
  const details = readDetails(envelope);
  if (details.status === 'ended') context.forget();
  return { envelope, details };
}

/** This action alone wants the session's id in the query (official SDK 0.15 to 0.19, seen on the wire). */
const detailOf = (context: SessionContext, call?: CallOptions): Promise<Envelope> =>
  sendAbout(
    context,
    { action: 'GetSessionDetail', repeat: 'safe', params: {}, query: { SessionId: context.sessionId } },
    call,
  );

function readDetails({ data }: Envelope): SessionDetails {
  const fields = fieldsOf(data);
  const rawStatus = textOf(fields, 'Status');
  return {
    status: flagOf(fields, 'IsDeleted') === true ? 'ended' : toSessionStatus(rawStatus),
    rawStatus,
    imageId: textOf(fields, 'ImageId'),
    endReason: textOf(fields, 'EndReason'),
    regionId: textOf(fields, 'RegionId'),
    policyId: textOf(fields, 'PolicyId'),
  };
}

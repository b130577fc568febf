import { LocalError, messageOf } from '../../failure';
import type { Session } from '../../sessions/session';
import { onSession } from '../action';
import { ok, serviceError, type Reply } from '../reply';

/** Which state allows what is asked is not known of the service beyond its rule, and neither is its code for a refusal. */
const denied = (why: string): Reply => serviceError('OperationDenied.SessionStatus', why);

/** A paused session is kept on purpose: as in the cloud it has to be resumed before it can be deleted. */
const undeletable = ({ status }: Session): boolean => status !== 'RUNNING' && status !== 'DELETING';
const resumeFirst = ({ status }: Session): Reply =>
  denied(`The session is ${status}. A paused session cannot be deleted: resume it first.`);

/** Answers at once; the session is `DELETING` until its browser has ended and its folder is gone. */
export const deleteSession = onSession((session, _, { sessions, warn }) => {
  if (undeletable(session)) return resumeFirst(session);
  sessions.delete(session).catch((error: unknown) => {
    warn(`A session could not be removed whole: ${String(error)}`);
  });
  return ok();
}, true);

/** Answers when the session is gone. */
export const releaseSession = onSession(async (session, _, { sessions }) => {
  if (undeletable(session)) return resumeFirst(session);
  await sessions.delete(session);
  return ok();
}, true);

/** Starts the idle clock again. */
export const refreshIdleTime = onSession((session) => {
  session.touch();
  return ok();
});

/** Answers at once: `PAUSING`, then `PAUSED`. Refused while a task runs. */
export const pauseSession = onSession((session, _, { warn }) => begin(() => session.pause(), warn));

/** Answers at once: `RESUMING`, then `RUNNING`. */
export const resumeSession = onSession((session, _, { warn }) => begin(() => session.resume(), warn));

function begin(change: () => Promise<void>, warn: (message: string) => void): Reply {
  try {
    change().catch((error: unknown) => warn(`A session did not change its state in order: ${messageOf(error)}`));
    return ok();
  } catch (error) {
    if (error instanceof LocalError) return denied(error.message);
    throw error;
  }
}

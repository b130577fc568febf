import type { Store } from '../store/store';

const DELETED = 'The session was deleted.';

/**
 * Records that a session is over. One that was being deleted ended by our doing, whoever noticed it first. What that means for the
 * tasks in it is for the keeper of each to say.
 */
export function endSession(store: Store, sessionId: string, reason: string): void {
  const isDeleted = store.session(sessionId)?.state === 'deleting';
  store.recordSession(sessionId, { type: 'ended', reason: isDeleted ? DELETED : reason, isDeleted });
}

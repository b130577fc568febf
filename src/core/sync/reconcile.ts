import type { Session } from '../model/session';
import { isSettled } from '../model/task';
import type { Store } from '../store/store';
import { settle } from './applyAnswer';

const NEVER_LEFT = 'VS Code closed before the task was sent. Run it again.';
const NO_ANSWER =
  'VS Code closed before AgentBay answered: the task may or may not be running. Look at its session before you run it again.';
const LOCAL_CLOSED = 'AgentBay Local ended together with the window it belonged to.';

/**
 * Records that a session is over, and with it every task in it that has not settled.
 * @param outcome How those tasks ended: `terminated` when we deleted the session, else nobody can say.
 */
export function endSession(
  store: Store,
  sessionId: string,
  now: number,
  reason: string,
  outcome: 'terminated' | 'unknown' = 'unknown',
): void {
  const session = store.session(sessionId);
  if (!session || session.state === 'ended') return;
  // The tasks first, so that no view ever shows a task at work in a session that is over.
  for (const task of store.tasksOf(sessionId)) {
    store.updateTask(task.id, (current) =>
      settle(current, current.state === 'terminating' ? 'terminated' : outcome, now, reason),
    );
  }
  store.putSession({ ...session, state: 'ended', endedAt: now, reason });
}

/**
 * Brings what earlier windows left behind in line with what is true now: one may have closed between sending a task and
 * hearing the answer, and its AgentBay Local has gone with it. Call it before anybody looks at the store.
 * @param isAlive Whether the AgentBay Local of a session still runs: then it belongs to another window that is open.
 */
export async function reconcile(
  store: Store,
  isAlive: (session: Session) => Promise<boolean>,
  now: number,
): Promise<void> {
  const isOpenLocal = ({ connection, state }: Session): boolean => connection === 'local' && state !== 'ended';
  for (const session of store.sessions().filter(isOpenLocal)) {
    if (await isAlive(session)) store.release(session.sessionId);
    else endSession(store, session.sessionId, now, LOCAL_CLOSED);
  }
  for (const task of store.tasks()) {
    if (isSettled(task) || task.taskId !== undefined) continue;
    store.updateTask(task.id, (current) =>
      current.sessionId === undefined
        ? settle(current, 'notSent', now, NEVER_LEFT)
        : settle(current, 'unknown', now, NO_ANSWER),
    );
  }
  // A delete that was under way: ask again whether the session is there rather than trust the wish.
  for (const session of store.sessions()) {
    if (session.state === 'deleting') store.putSession({ ...session, state: 'running' });
  }
}

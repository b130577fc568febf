import type { Session } from '../model/session';
import { isSettled, type Task } from '../model/task';
import type { Store } from '../store/store';
import { settle } from './applyAnswer';

const NEVER_LEFT = 'VS Code closed before the task was sent. Run it again.';
const NO_ANSWER =
  'VS Code closed before AgentBay answered: the task may or may not be running. Look at its session before you run it again.';
const LOCAL_CLOSED = 'AgentBay Local ended together with the window it belonged to.';
const SESSION_LOST = 'The record of its session cannot be read any more, so nobody can be asked how the task ended.';

/** No submission takes longer: each of its calls has a limit of a minute. */
const LONGEST_SUBMISSION_MS = 180_000;

/**
 * Records that a session is over, and with it every task in it that has not settled. Those ended by our doing when we are
 * deleting the session or the task; how any other ended, nobody can say.
 */
export function endSession(store: Store, sessionId: string, now: number, reason: string): void {
  const session = store.session(sessionId);
  if (!session || session.state === 'ended') return;
  const isDeleted = session.state === 'deleting';
  const why = isDeleted ? 'The session was deleted.' : reason;
  // The tasks first, so that no view ever shows a task at work in a session that is over.
  for (const task of store.tasksOf(sessionId)) {
    store.updateTask(task.id, (current) =>
      settle(current, isDeleted || current.state === 'terminating' ? 'terminated' : 'unknown', now, why),
    );
  }
  store.putSession({ ...session, state: 'ended', endedAt: now, reason: why });
}

/** What is known of the processes that earlier records name. */
export interface Liveness {
  /** Whether the AgentBay Local of a session still runs: then it belongs to another window that is open. */
  readonly isLocalAlive: (session: Session) => Promise<boolean>;
  /** Whether a process of this id runs. */
  readonly isProcess: (pid: number) => boolean;
}

/**
 * Brings what earlier windows left behind in line with what is true now: one may have closed between sending a task and
 * hearing the answer, and its AgentBay Local has gone with it. What another open window is at work on is left to that window.
 * Call it before anybody looks at the store.
 */
export async function reconcile(store: Store, { isLocalAlive, isProcess }: Liveness, now: number): Promise<void> {
  const isOpenLocal = ({ connection, state }: Session): boolean => connection === 'local' && state !== 'ended';
  for (const session of store.sessions().filter(isOpenLocal)) {
    if (await isLocalAlive(session)) store.releaseSession(session.sessionId);
    else endSession(store, session.sessionId, now, LOCAL_CLOSED);
  }
  const isBeingSent = ({ windowPid, createdAt }: Task): boolean =>
    windowPid !== undefined &&
    windowPid !== process.pid &&
    now - createdAt < LONGEST_SUBMISSION_MS &&
    isProcess(windowPid);
  for (const task of store.tasks()) {
    if (isSettled(task)) continue;
    if (task.taskId === undefined && isBeingSent(task)) store.releaseTask(task.id);
    else store.updateTask(task.id, (current) => judge(store, current, now));
  }
  // A delete that was under way: ask again whether the session is there rather than trust the wish.
  for (const session of store.sessions()) {
    if (session.state === 'deleting') store.putSession({ ...session, state: 'running' });
  }
}

function judge(store: Store, task: Task, now: number): Task {
  if (task.sessionId === undefined) return settle(task, 'notSent', now, NEVER_LEFT);
  if (task.taskId === undefined) return settle(task, 'unknown', now, NO_ANSWER);
  return store.session(task.sessionId) ? task : settle(task, 'unknown', now, SESSION_LOST);
}

import type { TaskFact } from '../ledger/records';
import type { Session } from '../model/session';
import type { Task } from '../model/task';

type Verdict = Extract<TaskFact, { readonly type: 'settled' }>;

export const NEVER_LEFT = 'VS Code closed before the task was sent. Run it again.';
export const NO_ANSWER =
  'VS Code closed before AgentBay answered: the task may or may not be running. Look at its session before you run it again.';
const SESSION_LOST = 'The record of its session cannot be read any more, so nobody can be asked how the task ended.';

/** What is known of an unsettled task's surroundings. */
export interface Surroundings {
  /** Its session; `undefined` when there is no record of it. */
  readonly session: Session | undefined;
  /** Whether the window that started the task is there: then it still sends it, or waits for the answer. */
  readonly isWindowAlive: boolean;
}

/** How a task has ended of which nothing more will be heard; `undefined` for one that is still to be heard of. */
export function judge(task: Task, { session, isWindowAlive }: Surroundings): Verdict | undefined {
  const ended = session?.state === 'ended' ? session : undefined;
  if (ended?.isDeleted) return verdict('terminated', ended.reason);
  if (task.taskId === undefined) {
    // Refused by one session, it may go to another: its window knows.
    if (isWindowAlive) return undefined;
    if (task.sentAt === undefined) return verdict('notSent', NEVER_LEFT);
    return ended ? verdict('unknown', ended.reason) : verdict('unconfirmed', NO_ANSWER);
  }
  // In a session that has ended, a task that was to end has ended as it should.
  if (ended) return verdict(task.state === 'terminating' ? 'terminated' : 'unknown', ended.reason);
  return session ? undefined : verdict('unknown', SESSION_LOST);
}

const verdict = (state: Verdict['state'], reason: string | undefined): Verdict => ({
  type: 'settled',
  state,
  ...(reason !== undefined && { reason }),
});

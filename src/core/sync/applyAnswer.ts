import type { QueryResult } from '../api';
import type { Task, TaskAction, TaskState } from '../model/task';

type Verdict = Extract<TaskState, 'finished' | 'failed' | 'unsupported' | 'terminated'>;
const verdicts: ReadonlySet<TaskState> = new Set<Verdict>(['finished', 'failed', 'unsupported', 'terminated']);

const FORGOTTEN = 'AgentBay no longer knows this task: it has ended, but how it ended cannot be told.';

/** Ends a task. `state` `unknown` means that nobody can say how it ended. */
export function settle(task: Task, state: TaskState, now: number, reason?: string): Task {
  const { problem: _over, ...rest } = task;
  return { ...rest, state, endedAt: now, ...(reason && { reason }) };
}

/** What we know of a task after one answer to "how is it?". A failed question leaves the task as it was. */
export function applyAnswer(task: Task, answer: QueryResult, now: number): Task {
  if (answer.error) {
    const { kind, detail } = answer.error;
    if (kind === 'aborted') return task;
    if (kind === 'notFound' && detail.subject === 'task') {
      // After a terminate this is how the service confirms it.
      return task.state === 'terminating' ? settle(task, 'terminated', now) : settle(task, 'unknown', now, FORGOTTEN);
    }
    return { ...task, problem: { message: answer.errorMessage, since: task.problem?.since ?? now } };
  }
  const heard = withAction(withoutProblem(task), answer.taskAction, now);
  const { taskStatus: status } = answer;
  if (!verdicts.has(status)) return status === 'terminating' ? { ...heard, state: status } : heard;
  const ended = settle(heard, endState(task, answer), now, answer.errorMessage);
  return answer.taskProduct ? { ...ended, product: answer.taskProduct } : ended;
}

/** A task we asked to end may say `finished` with nothing to show for it: that is our doing, not a result. */
function endState(task: Task, { taskStatus, taskProduct }: QueryResult): TaskState {
  const ended = task.state === 'terminating' && taskStatus === 'finished' && taskProduct === '';
  return ended ? 'terminated' : taskStatus;
}

function withoutProblem(task: Task): Task {
  const { problem: _over, ...rest } = task;
  return rest;
}

/** The service tells only what the agent does now: we keep the history, one entry for each time it is something else. */
function withAction(task: Task, text: string, at: number): Task {
  const latest: TaskAction | undefined = task.actions.at(-1);
  if (text === '' || text === latest?.text) return task;
  return { ...task, actions: [...task.actions, { at, text }] };
}

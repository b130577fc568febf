import type { Task } from '../core/model/task';
import { firstLine, stateLabels } from './words';

/** What to tell the person: that a task has ended, or that something wants them. */
export interface Notice {
  readonly severity: 'information' | 'warning';
  readonly message: string;
}

/**
 * What to tell of tasks that ended at the same moment, together: a session that goes takes all its tasks along.
 * `undefined` when there is nothing to tell.
 * @param windowId Of the window that tells.
 */
export function endNotices(tasks: readonly Task[], windowId: string): Notice | undefined {
  const notices = tasks.map((task) => endNotice(task, windowId)).filter((notice) => notice !== undefined);
  if (notices.length < 2) return notices[0];
  const severity = notices.some((notice) => notice.severity === 'warning') ? 'warning' : 'information';
  return { severity, message: `${notices.length} tasks have ended. ${firstLine(notices[0]?.message ?? '', 160)} …` };
}

/** `undefined` when there is nothing to tell: the person ended it, or the command that sent it tells. */
function endNotice(task: Task, windowId: string): Notice | undefined {
  if (task.taskId === undefined && task.windowId === windowId) return undefined;
  const title = `“${firstLine(task.text, 60)}”`;
  const because = task.reason ? `: ${firstLine(task.reason, 160)}` : '.';
  switch (task.state) {
    case 'finished':
      return { severity: 'information', message: `Finished: ${title}` };
    case 'failed':
      return { severity: 'warning', message: `Failed: ${title}${because}` };
    case 'unsupported':
      return { severity: 'warning', message: `The agent cannot do ${title}${because}` };
    case 'unknown':
    case 'unconfirmed':
    case 'notSent':
      return { severity: 'warning', message: `${stateLabels[task.state]}: ${title}${because}` };
    case 'terminated':
    case 'submitting':
    case 'running':
    case 'terminating':
      return undefined;
  }
}

/** What to tell of tasks whose end could not be confirmed. */
export function terminateNotice(tasks: readonly [Task, ...Task[]]): Notice {
  const [{ text, terminateProblem = '' }] = tasks;
  const whose = tasks.length === 1 ? `the end of “${firstLine(text, 60)}”` : `the end of ${tasks.length} tasks`;
  return { severity: 'warning', message: `Could not confirm ${whose}: ${firstLine(terminateProblem, 160)}` };
}

/** What to tell when a service refuses the key: nothing is lost, and nobody goes on asking. */
export function refusedNotice(refusal: { readonly message: string; readonly tasks: number }): Notice {
  const { message, tasks } = refusal;
  const kept = tasks === 1 ? '1 task is kept' : `${tasks} tasks are kept`;
  return {
    severity: 'warning',
    message: `${firstLine(message, 200)} ${kept}, and not asked about until a key is set.`,
  };
}

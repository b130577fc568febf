import type { Task } from '../core/model/task';
import { firstLine, stateLabels } from './words';

/** What to tell the person when a task has ended. */
export interface Notice {
  readonly severity: 'information' | 'warning';
  readonly message: string;
}

/**
 * What to tell of tasks that ended at the same moment, together: a session that goes takes all its tasks along.
 * `undefined` when there is nothing to tell.
 */
export function endNotices(tasks: readonly Task[]): Notice | undefined {
  const notices = tasks.map(endNotice).filter((notice) => notice !== undefined);
  if (notices.length < 2) return notices[0];
  const severity = notices.some((notice) => notice.severity === 'warning') ? 'warning' : 'information';
  return { severity, message: `${notices.length} tasks have ended. ${firstLine(notices[0]?.message ?? '', 160)} …` };
}

/** `undefined` when there is nothing to tell: the person ended it, or was told when no answer came to sending it. */
function endNotice(task: Task): Notice | undefined {
  if (task.taskId === undefined) return undefined;
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
      return { severity: 'warning', message: `${stateLabels.unknown}: ${title}${because}` };
    case 'terminated':
    case 'notSent':
    case 'submitting':
    case 'running':
    case 'terminating':
      return undefined;
  }
}

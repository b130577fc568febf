import type { Task } from '../core/model/task';
import { firstLine, stateLabels } from './words';

/** What to tell the person when a task has ended. */
export interface Notice {
  readonly severity: 'information' | 'warning';
  readonly message: string;
}

/** `undefined` when there is nothing to tell: the person ended it, or was told when it could not be sent. */
export function endNotice(task: Task): Notice | undefined {
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

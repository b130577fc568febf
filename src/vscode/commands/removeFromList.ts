import type { SessionOperations } from '../../core/operations/sessions';
import type { TaskOperations } from '../../core/operations/tasks';
import { isTreeNode } from '../../presentation/tree';

export interface RemoveFromListOptions {
  readonly sessions: Pick<SessionOperations, 'forget'>;
  readonly tasks: Pick<TaskOperations, 'forget'>;
}

/** Takes something that is over out of the tree, and its record off the disk. */
export function removeFromList({ sessions, tasks }: RemoveFromListOptions) {
  return async (argument?: unknown): Promise<void> => {
    if (!isTreeNode(argument)) return;
    if (argument.type === 'task') tasks.forget(argument.id);
    else if (argument.type === 'session') await sessions.forget(argument.sessionId);
  };
}

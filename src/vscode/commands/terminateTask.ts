import { isSettled, type Task } from '../../core/model/task';
import type { TaskOperations } from '../../core/operations/tasks';
import type { Store } from '../../core/store/store';
import { isProgrammatic, isToldAsFact } from './attended';
import { taskFor } from './pick';

export interface TerminateTaskOptions {
  readonly store: Store;
  readonly tasks: Pick<TaskOperations, 'terminate'>;
  /** Asks at once how the task is, so that its end is seen without waiting. */
  readonly wake: (id: string) => void;
}

const canBeEnded = (task: Task): boolean => !isSettled(task);

/** Ends a task: the one it was given (a row, `{ taskId }`), else one the person picks. */
export function terminateTask({ store, tasks, wake }: TerminateTaskOptions) {
  return async (argument?: unknown): Promise<void> => {
    const words = { title: 'Terminate Task', none: 'No task is running.' };
    const task = await taskFor(argument, store, canBeEnded, words);
    if (!task) return;
    const before = store.task(task.id);
    try {
      await tasks.terminate(task.id);
    } catch (error) {
      if (isProgrammatic(argument) || !isToldAsFact(before, store.task(task.id))) throw error;
    }
    wake(task.id);
  };
}

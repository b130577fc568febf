import { isSettled } from '../../core/model/task';
import type { StartedTask } from '../../core/operations/submission';
import type { TaskOperations } from '../../core/operations/tasks';
import type { Store } from '../../core/store/store';
import type { TaskPages } from '../webview/taskPages';
import { taskFor } from './pick';

export interface RunAgainOptions {
  readonly store: Store;
  readonly tasks: Pick<TaskOperations, 'runAgain'>;
  readonly pages: Pick<TaskPages, 'open'>;
}

/** Runs the text of an earlier task once more, as a new task with a page of its own. */
export function runAgain({ store, tasks, pages }: RunAgainOptions) {
  return async (argument?: unknown): Promise<StartedTask | undefined> => {
    const words = { title: 'Run Again', none: 'There is no task to run again.' };
    const earlier = await taskFor(argument, store, isSettled, words);
    if (!earlier) return undefined;
    const { task, started } = await tasks.runAgain(earlier.id);
    pages.open(task.id);
    return started;
  };
}

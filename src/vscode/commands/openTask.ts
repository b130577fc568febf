import type { Store } from '../../core/store/store';
import type { TaskPages } from '../webview/taskPages';
import { taskFor } from './pick';

/** Shows a task's page: of the one it was given, else of one the person picks. */
export function openTask({ store, pages }: { readonly store: Store; readonly pages: Pick<TaskPages, 'open'> }) {
  return async (argument?: unknown): Promise<void> => {
    const words = { title: 'Open Task', none: 'There is no task yet. Run one first.' };
    const task = await taskFor(argument, store, () => true, words);
    if (task) pages.open(task.id);
  };
}

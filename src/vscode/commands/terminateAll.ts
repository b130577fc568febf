import * as vscode from 'vscode';
import type { TaskOperations } from '../../core/operations/tasks';
import type { Store } from '../../core/store/store';
import { notify } from '../platform/notify';
import { isToldAsFact } from './attended';

export interface TerminateAllOptions {
  readonly store: Pick<Store, 'unsettled' | 'task'>;
  readonly tasks: Pick<TaskOperations, 'terminateAll'>;
  /** Asks at once how every task is. */
  readonly wake: () => void;
}

/** What keybindings and other extensions hand over, to be asked nothing. */
const isConfirmed = (argument: unknown): boolean =>
  typeof argument === 'object' && argument !== null && 'confirmed' in argument && argument.confirmed === true;

/** Ends every task there is, once the person has said yes; called with `{ confirmed: true }` it asks nothing. */
export function terminateAll({ store, tasks, wake }: TerminateAllOptions) {
  return async (argument?: unknown): Promise<void> => {
    const count = store.unsettled().size;
    if (count === 0) {
      void notify('information', 'No task is running.');
      return;
    }
    const isAttended = !isConfirmed(argument);
    if (isAttended && !(await confirm(count))) return;
    const { asked, failed } = await tasks.terminateAll();
    wake();
    const untold = failed.filter(({ task }) => !(isAttended && isToldAsFact(task, store.task(task.id))));
    const [first] = untold;
    if (!first) return;
    const why = first.error instanceof Error ? first.error.message : String(first.error);
    throw new Error(`${untold.length} of ${asked} tasks could not be terminated. ${why}`, { cause: first.error });
  };
}

async function confirm(count: number): Promise<boolean> {
  const yes = count === 1 ? 'Terminate 1 Task' : `Terminate ${count} Tasks`;
  const question =
    count === 1 ? 'Terminate the task that is running?' : `Terminate all ${count} tasks that are running?`;
  const detail = 'What is done by then stays done, and what ends can be run again.';
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

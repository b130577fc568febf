import * as vscode from 'vscode';
import type { TaskOperations } from '../../core/operations/tasks';
import type { Store } from '../../core/store/store';
import { notify } from '../platform/notify';

export interface TerminateAllOptions {
  readonly store: Pick<Store, 'unsettled'>;
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
    if (!isConfirmed(argument) && !(await confirm(count))) return;
    await tasks.terminateAll();
    wake();
  };
}

async function confirm(count: number): Promise<boolean> {
  const yes = count === 1 ? 'Terminate 1 Task' : `Terminate ${count} Tasks`;
  const question =
    count === 1 ? 'Terminate the task that is running?' : `Terminate all ${count} tasks that are running?`;
  const detail = 'What they have done stays done. They can be run again.';
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

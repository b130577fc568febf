import * as vscode from 'vscode';
import { isSettled } from '../../core/model/task';
import type { SessionOperations } from '../../core/operations/sessions';
import type { Store } from '../../core/store/store';
import { sessionLabel } from '../../presentation/words';
import { ids } from '../ids';
import { sessionFor } from './pick';

export interface DeleteSessionOptions {
  readonly store: Store;
  readonly sessions: Pick<SessionOperations, 'delete'>;
}

/** Deletes a session: the one it was given (a row, `{ sessionId }`), else one the person picks. */
export function deleteSession({ store, sessions }: DeleteSessionOptions) {
  return async (argument?: unknown): Promise<void> => {
    const session = await sessionFor(argument, store, 'Delete Session');
    if (!session) return;
    const busy = store.tasksOf(session.sessionId).some((task) => !isSettled(task));
    if (busy && !(await confirm(`Delete the session “${sessionLabel(session)}”? The task running in it will end.`)))
      return;
    await vscode.window.withProgress({ location: { viewId: ids.tree } }, () => sessions.delete(session.sessionId));
  };
}

async function confirm(question: string): Promise<boolean> {
  const yes = 'Delete Session';
  return (await vscode.window.showWarningMessage(question, { modal: true }, yes)) === yes;
}

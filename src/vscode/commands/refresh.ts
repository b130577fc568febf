import * as vscode from 'vscode';
import type { SessionOperations } from '../../core/operations/sessions';
import { ids } from '../ids';

export interface RefreshOptions {
  readonly sessions: Pick<SessionOperations, 'refresh'>;
  /** Asks at once about every task at work. */
  readonly wake: () => void;
}

/** Asks the service about every session and task, now. */
export function refresh({ sessions, wake }: RefreshOptions) {
  return async (): Promise<void> => {
    wake();
    await vscode.window.withProgress({ location: { viewId: ids.tree } }, () => sessions.refresh());
  };
}

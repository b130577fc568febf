import * as vscode from 'vscode';
import type { AgentKind } from '../../core/model/task';
import type { SessionOperations } from '../../core/operations/sessions';
import { agentLabels } from '../../presentation/words';
import { ids } from '../ids';

const details: Record<AgentKind, string> = {
  computer: 'A computer whose agent works with applications',
  browser: 'A computer whose agent works in a browser',
};

/** Creates a session of the kind the person picks, ahead of its first task. */
export function newSession({ sessions }: { readonly sessions: Pick<SessionOperations, 'create'> }) {
  return async (): Promise<void> => {
    const kinds: AgentKind[] = ['computer', 'browser'];
    const items = kinds.map((agent) => ({ label: agentLabels[agent], detail: details[agent], agent }));
    const chosen = await vscode.window.showQuickPick(items, { title: 'New Session' });
    if (!chosen) return;
    await vscode.window.withProgress({ location: { viewId: ids.tree } }, () => sessions.create(chosen.agent));
  };
}

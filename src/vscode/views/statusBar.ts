import * as vscode from 'vscode';
import type { ConnectionKind } from '../../core/model/task';
import type { Disposable } from '../../core/util/emitter';
import type { Store } from '../../core/store/store';
import { connectionLabels, tasksRunning } from '../../presentation/words';
import { ids } from '../ids';

/** One short item: where new work goes, and how much is at work. */
export function registerStatusBar(
  store: Store,
  connection: () => Promise<ConnectionKind>,
): Disposable & { refresh(): void } {
  const item = vscode.window.createStatusBarItem('agentbay.status', vscode.StatusBarAlignment.Left);
  item.name = 'AgentBay';
  item.command = `${ids.tree}.focus`;
  let kind: ConnectionKind = 'local';
  let shown = '';
  const show = (): void => {
    const busy = store.unsettled().size;
    if (shown === `${kind} ${busy}`) return;
    shown = `${kind} ${busy}`;
    const place = connectionLabels[kind];
    item.text = busy === 0 ? `$(hubot) ${place}` : `$(loading~spin) ${place}: ${busy}`;
    const where =
      kind === 'local'
        ? 'Tasks run on this machine, in AgentBay Local.'
        : 'Tasks run on AgentBay in the cloud, with your API key.';
    item.tooltip = `${where} ${tasksRunning(busy)}.`;
    item.accessibilityInformation = { label: `${place}, ${tasksRunning(busy)}` };
    item.show();
  };
  const refresh = (): void => {
    // Cannot fail: a key that cannot be read counts as none.
    void connection().then((current) => {
      kind = current;
      void vscode.commands.executeCommand('setContext', ids.connection, current);
      show();
    });
  };
  const subscription = store.onDidChange((change) => {
    if (change.kind === 'task') show();
  });
  refresh();
  return {
    refresh,
    dispose: () => {
      subscription.dispose();
      item.dispose();
    },
  };
}

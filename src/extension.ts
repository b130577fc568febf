import path from 'node:path';
import * as vscode from 'vscode';
import { Connections } from './core/connection/connections';
import { isLocalAlive } from './core/connection/localAlive';
import { LocalProcess } from './core/connection/localProcess';
import { SessionOperations } from './core/operations/sessions';
import { TaskOperations } from './core/operations/tasks';
import { Store } from './core/store/store';
import { Poller } from './core/sync/poller';
import { endSession, reconcile } from './core/sync/reconcile';
import { systemClock } from './core/util/clock';
import type { Disposable } from './core/util/emitter';
import { connectionLabels } from './presentation/words';
import { createApi, type AgentBayApi } from './vscode/api';
import { registerCommands } from './vscode/commands';
import { ApiKey } from './vscode/platform/apiKey';
import { connectionSettings, localArguments } from './vscode/platform/settings';
import { registerNotifications } from './vscode/views/notifications';
import { registerSessionsTree } from './vscode/views/sessionsTree';
import { registerStatusBar } from './vscode/views/statusBar';
import { Results } from './vscode/webview/results';
import { TaskPages } from './vscode/webview/taskPages';

/** What has to be waited for at the end; `dispose` cannot. */
let close: (() => Promise<void>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<AgentBayApi> {
  const own = <T extends Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const clock = systemClock;
  const log = own(vscode.window.createOutputChannel('AgentBay', { log: true }));

  const store = own(await Store.open(context.globalStorageUri.fsPath, log));
  await reconcile(store, isLocalAlive, clock.now());

  const apiKey = new ApiKey(context.secrets);
  const script = path.join(context.extensionPath, 'dist', 'local.js');
  const local = own(new LocalProcess({ script, args: localArguments, log }));
  const connections = own(new Connections({ settings: connectionSettings, apiKey: () => apiKey.get(), local, log }));
  const sessions = new SessionOperations({ store, connections, clock });
  const tasks = new TaskOperations({ store, connections, sessions, clock });
  const poller = own(
    new Poller({
      store,
      clock,
      ask: (task, signal) => tasks.ask(task, signal),
      onSessionGone: (sessionId, reason) => sessions.markGone(sessionId, reason),
    }),
  );
  own(
    local.onDidStop(({ pid, reason }) => {
      const its = store.sessions().filter((session) => session.localPid === pid);
      for (const { sessionId } of its) endSession(store, sessionId, clock.now(), reason);
    }),
  );

  const run = (command: string) => (id: string) => void vscode.commands.executeCommand(command, id);
  const results = own(new Results(store));
  const pages = own(
    new TaskPages({
      store,
      extension: context.extensionUri,
      log,
      actions: {
        terminateTask: run('agentbay.terminateTask'),
        runAgain: run('agentbay.runAgain'),
        openResult: (id) => void results.open(id),
        copyResult: (id) => void results.copy(id),
      },
    }),
  );
  own(registerSessionsTree(store));
  const statusBar = own(registerStatusBar(store, () => connections.current()));
  own(registerNotifications({ store, isInFront: (id) => pages.isInFront(id), openTask: (id) => pages.open(id) }));
  own(
    registerCommands({
      store,
      tasks,
      sessions,
      pages,
      apiKey,
      log,
      wake: (id) => poller.wake(id),
      place: async () => connectionLabels[await connections.current()],
    }),
  );

  const onConnectionChange = (): void => {
    statusBar.refresh();
    poller.wake();
  };
  own(apiKey.onDidChange(onConnectionChange));
  own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('agentbay')) onConnectionChange();
    }),
  );

  close = async () => {
    poller.dispose();
    await Promise.all([local.stop(), store.flush()]);
    await store.flush();
  };
  return createApi(store);
}

export async function deactivate(): Promise<void> {
  await close?.();
}

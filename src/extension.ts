import path from 'node:path';
import * as vscode from 'vscode';
import { createCore } from './core/core';
import { systemClock } from './core/util/clock';
import { DisposableStore } from './core/util/disposable';
import { Failures } from './presentation/failures';
import { connectionLabels } from './presentation/words';
import { type AgentBayApi, createApi } from './vscode/api';
import { registerCommands } from './vscode/commands';
import { ApiKey } from './vscode/platform/apiKey';
import { followAttention } from './vscode/platform/attention';
import { notify } from './vscode/platform/notify';
import { connectionSettings, localArguments, pollBounds } from './vscode/platform/settings';
import { registerNotifications } from './vscode/views/notifications';
import { registerSessionsTree } from './vscode/views/sessionsTree';
import { registerStatusBar } from './vscode/views/statusBar';
import { Results } from './vscode/webview/results';
import { TaskPages } from './vscode/webview/taskPages';

/** What may change whom to ask, with which key, and how often: all tasks are asked about anew. */
const askedAnewFor = ['agentbay.connection', 'agentbay.endpoint', 'agentbay.polling'];

/**
 * Releases everything. Not one of `context.subscriptions`: VS Code disposes those while it waits for `deactivate`, oldest
 * first, so the log would be gone before what still writes to it.
 */
let close: (() => Promise<void>) | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<AgentBayApi> {
  const shell = new DisposableStore();
  const log = shell.add(vscode.window.createOutputChannel('AgentBay', { log: true }));
  const apiKey = new ApiKey(context.secrets, log);
  const core = await createCore({
    folder: context.globalStorageUri.fsPath,
    settings: connectionSettings,
    apiKey: () => apiKey.get(),
    localScript: path.join(context.extensionPath, 'dist', 'local.js'),
    localArguments,
    pollBounds,
    log,
  });
  const { store, windows, connections, sessions, tasks, poller } = core;
  close = async () => {
    await core.close();
    shell.dispose();
  };

  const run = (command: string) => (id: string) => void vscode.commands.executeCommand(command, id);
  const failures = new Failures({
    ...{ log, notify, clock: systemClock },
    execute: (command, ...args) => vscode.commands.executeCommand(command, ...args),
  });
  const results = shell.add(new Results(store));
  const attend = (what: string, work: Promise<void>): void =>
    void work.catch((error: unknown) => failures.report(what, error));
  const pages = shell.add(
    new TaskPages({
      store,
      extension: context.extensionUri,
      log,
      actions: {
        terminateTask: run('agentbay.terminateTask'),
        runAgain: run('agentbay.runAgain'),
        lookAtSession: run('agentbay.openLiveView'),
        openResult: (id) => attend('Open Result', results.open(id)),
        copyResult: (id) => attend('Copy Result', results.copy(id)),
      },
    }),
  );
  const tree = shell.add(registerSessionsTree(store, sessions, log));
  shell.add(followAttention({ windows, tree, pages }));
  const statusBar = shell.add(registerStatusBar(store, () => connections.current()));
  shell.add(registerNotifications({ ...core, pages, failures, terminate: run('agentbay.terminateTask') }));
  const place = async (): Promise<string> => connectionLabels[await connections.current()];
  const wake = (id?: string): void => poller.wake(id);
  shell.add(registerCommands({ store, tasks, sessions, pages, tree, apiKey, failures, log, place, wake }));

  const onConnectionChange = (): void => {
    statusBar.refresh();
    poller.resume();
  };
  shell.add(apiKey.onDidChange(onConnectionChange));
  shell.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (askedAnewFor.some((name) => event.affectsConfiguration(name))) onConnectionChange();
    }),
  );
  return createApi(store);
}

export async function deactivate(): Promise<void> {
  await close?.();
}

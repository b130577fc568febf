import * as vscode from 'vscode';
import type { SessionOperations } from '../../core/operations/sessions';
import type { TaskOperations } from '../../core/operations/tasks';
import type { Store } from '../../core/store/store';
import type { ApiKey } from '../platform/apiKey';
import type { Failures } from '../../presentation/failures';
import type { SessionsView } from '../views/sessionsTree';
import type { TaskPages } from '../webview/taskPages';
import { clearApiKey, setApiKey } from './apiKey';
import { attended, isProgrammatic } from './attended';
import { deleteSession } from './deleteSession';
import { newSession } from './newSession';
import { openLiveView } from './openLiveView';
import { openTask } from './openTask';
import { refresh } from './refresh';
import { removeFromList } from './removeFromList';
import { runAgain } from './runAgain';
import { runTask, runTaskInSession } from './runTask';
import { showEarlier } from './showEarlier';
import { terminateAll } from './terminateAll';
import { terminateTask } from './terminateTask';

export interface CommandsOptions {
  readonly store: Store;
  readonly tasks: TaskOperations;
  readonly sessions: SessionOperations;
  readonly pages: TaskPages;
  readonly tree: SessionsView;
  readonly apiKey: ApiKey;
  readonly place: () => Promise<string>;
  /** Asks at once about one task, or about all. */
  readonly wake: (id?: string) => void;
  readonly failures: Failures;
  readonly log: vscode.LogOutputChannel;
}

type Handler = (argument?: unknown) => unknown;

/** Every command of `package.json`, with its handler. */
export function registerCommands(options: CommandsOptions): vscode.Disposable {
  const { log, failures, wake } = options;
  const commands: Record<string, { readonly title: string; readonly handler: Handler }> = {
    runComputerTask: { title: 'Run Computer Task', handler: runTask('computer', options) },
    runBrowserTask: { title: 'Run Browser Task', handler: runTask('browser', options) },
    runTaskInSession: { title: 'Run Task', handler: runTaskInSession(options) },
    terminateTask: { title: 'Terminate Task', handler: terminateTask(options) },
    terminateAll: {
      title: 'Terminate All Tasks',
      handler: terminateAll({ ...options, wake: () => wake() }),
    },
    openTask: { title: 'Open Task', handler: openTask(options) },
    runAgain: { title: 'Run Again', handler: runAgain(options) },
    openLiveView: { title: 'Look at Session', handler: openLiveView(options) },
    newSession: { title: 'New Session', handler: newSession(options) },
    deleteSession: { title: 'Delete Session', handler: deleteSession(options) },
    removeFromList: { title: 'Remove from List', handler: removeFromList(options) },
    showEarlier: { title: 'Show Earlier', handler: showEarlier(options) },
    refresh: { title: 'Refresh', handler: refresh({ ...options, wake: () => wake() }) },
    setApiKey: { title: 'Set API Key', handler: setApiKey(options) },
    clearApiKey: { title: 'Clear API Key', handler: clearApiKey(options) },
    showLog: { title: 'Show Log', handler: () => log.show() },
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, { title, handler }]) =>
      vscode.commands.registerCommand(`agentbay.${name}`, (argument?: unknown) =>
        isProgrammatic(argument) ? handler(argument) : attended(failures, title, () => handler(argument)),
      ),
    ),
  );
}

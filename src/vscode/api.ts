import * as vscode from 'vscode';
import type { Session } from '../core/model/session';
import type { Task } from '../core/model/task';
import type { Store } from '../core/store/store';

/**
 * What other extensions get from `extensions.getExtension('agentbay-vscode.agentbay').activate()`: to follow the tasks they
 * start with the commands. Read only; everything that acts is a command.
 */
export interface AgentBayApi {
  /** Newest first. */
  tasks(): readonly Task[];
  /** Newest first. */
  sessions(): readonly Session[];
  /** Fires when something about a task has changed, with the task as it is then. */
  readonly onDidChangeTask: vscode.Event<Task>;
}

export function createApi(store: Store): AgentBayApi {
  return {
    tasks: () => store.tasks(),
    sessions: () => store.sessions(),
    onDidChangeTask: (listener, self?: unknown, disposables?: vscode.Disposable[]) => {
      const subscription = store.onDidChange((change) => {
        if (change.kind === 'task' && change.after) listener.call(self, change.after);
      });
      const disposable = new vscode.Disposable(() => subscription.dispose());
      disposables?.push(disposable);
      return disposable;
    },
  };
}

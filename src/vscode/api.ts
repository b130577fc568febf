import * as vscode from 'vscode';
import type { Session } from '../core/model/session';
import type { Task, TimelineEntry } from '../core/model/task';
import type { Store } from '../core/store/store';

/**
 * What other extensions get from `extensions.getExtension('agentbay-vscode.agentbay').activate()`: to follow the tasks they
 * start with the commands. Read only; everything that acts is a command.
 */
export interface AgentBayApi {
  /** What is at hand of every task, newest first. */
  tasks(): readonly Task[];
  /** What a task's agent did and when nobody looked, oldest first; by either id of the task. Empty for one that is not listed. */
  timeline(id: string): Promise<readonly TimelineEntry[]>;
  /** The task's result: Markdown, or JSON text. `undefined` when there is none. */
  result(id: string): Promise<string | undefined>;
  /** Newest first. */
  sessions(): readonly Session[];
  /** Fires when something about a task has changed, with the task as it is then. */
  readonly onDidChangeTask: vscode.Event<Task>;
}

export function createApi(store: Store): AgentBayApi {
  return {
    tasks: () => store.tasks(),
    timeline: async (id) => {
      const task = store.findTask(id);
      return task ? (await store.timeline(task.id, Infinity)).entries : [];
    },
    result: async (id) => {
      const task = store.findTask(id);
      return task && store.product(task.id);
    },
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

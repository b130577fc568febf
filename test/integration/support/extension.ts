import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isSettled, type Task } from '../../../src/core/model/task';
import type { AgentBayApi } from '../../../src/vscode/api';

/** What the run commands resolve to. */
export interface Started {
  readonly sessionId: string;
  readonly taskId: string;
}

/** What a test asks for beside the text. */
export interface RunParts {
  readonly agent?: 'Computer' | 'Browser';
  readonly sessionId?: string;
}

/** The extension, active, as other extensions get it. */
export async function agentBay(): Promise<AgentBayApi> {
  const extension = vscode.extensions.getExtension<AgentBayApi>('agentbay-vscode.agentbay');
  assert(extension, 'VS Code does not know the extension');
  return extension.activate();
}

/** Runs a task as a keybinding or another extension does. */
export async function run(task: string, { agent = 'Computer', ...rest }: RunParts = {}): Promise<Started> {
  return vscode.commands.executeCommand<Started>(`agentbay.run${agent}Task`, { task, ...rest });
}

/** Waits until what the extension knows of a task satisfies `is`. */
export async function taskThat(taskId: string, is: (task: Task) => boolean, what: string): Promise<Task> {
  const api = await agentBay();
  const find = (): Task | undefined => api.tasks().find((task) => task.taskId === taskId || task.id === taskId);
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const task = find();
      if (!task || !is(task)) return;
      subscription.dispose();
      clearTimeout(limit);
      resolve(task);
    };
    const subscription = api.onDidChangeTask(look);
    const limit = setTimeout(() => {
      subscription.dispose();
      reject(new Error(`the task ${taskId} was never ${what}: ${JSON.stringify(find())}`));
    }, 25_000);
    look();
  });
}

export const settledTask = (taskId: string): Promise<Task> => taskThat(taskId, isSettled, 'settled');

/** What a task's agent handed over; `''` when it did not. */
export const resultOf = async ({ id }: Task): Promise<string> => (await (await agentBay()).result(id)) ?? '';

/** Runs a task to its end. */
export async function runToEnd(task: string, parts?: RunParts): Promise<Task> {
  const { taskId } = await run(task, parts);
  return settledTask(taskId);
}

/** Changes user settings of the extension for as long as `work` takes. */
export async function withSettings<T>(settings: Readonly<Record<string, unknown>>, work: () => Promise<T>): Promise<T> {
  const set = async (name: string, value: unknown): Promise<void> =>
    vscode.workspace.getConfiguration('agentbay').update(name, value, vscode.ConfigurationTarget.Global);
  for (const [name, value] of Object.entries(settings)) await set(name, value);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(settings)) await set(name, undefined);
  }
}

/** Gives the extension an API key, as the environment would, for as long as `work` takes. */
export async function withKey<T>(key: string, work: () => Promise<T>): Promise<T> {
  process.env['AGENTBAY_API_KEY'] = key;
  try {
    return await work();
  } finally {
    delete process.env['AGENTBAY_API_KEY'];
  }
}

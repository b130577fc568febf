import * as vscode from 'vscode';
import type { AgentKind } from '../../core/model/task';
import { type StartedTask, type TaskOperations, taskTextProblem } from '../../core/operations/tasks';
import { agentLabels } from '../../presentation/words';
import { isTreeNode } from '../views/sessionsTree';
import type { TaskPages } from '../webview/taskPages';

export interface RunTaskOptions {
  readonly tasks: Pick<TaskOperations, 'run'>;
  readonly pages: Pick<TaskPages, 'open'>;
  /** Says where the task will run, for the input box. */
  readonly place: () => Promise<string>;
}

/** What keybindings and other extensions hand over. */
interface RunTaskArguments {
  readonly task: string;
  readonly sessionId?: string;
}

/**
 * Runs a task. Called with `{ task, sessionId? }` it asks nothing; else the person types the task and sees its page.
 * @returns The ids, once the service has accepted the task; `undefined` when the person gave up.
 */
export function runTask(agent: AgentKind, { tasks, pages, place }: RunTaskOptions) {
  return async (argument?: unknown): Promise<StartedTask | undefined> => {
    const isRow = isTreeNode(argument);
    if (argument !== undefined && !isRow) {
      const { task, sessionId } = parseArguments(argument);
      const { started } = await tasks.run({ agent, text: task, ...(sessionId !== undefined && { sessionId }) });
      return started;
    }
    const text = await askForTask(agent, await place());
    if (text === undefined) return undefined;
    const sessionId = isRow && argument.type === 'session' ? argument.sessionId : undefined;
    const { task, started } = await tasks.run({ agent, text, ...(sessionId !== undefined && { sessionId }) });
    pages.open(task.id);
    return started;
  };
}

const examples: Record<AgentKind, string> = {
  computer: 'Open Chrome browser',
  browser: 'Query the weather in Shanghai with Baidu',
};

function askForTask(agent: AgentKind, place: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `Run ${agentLabels[agent]} Task`,
    prompt: `What should the agent do? It runs on ${place}.`,
    placeHolder: `For example: ${examples[agent]}`,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? undefined : taskTextProblem(text)),
  });
}

function parseArguments(argument: unknown): RunTaskArguments {
  if (typeof argument === 'object' && argument !== null && 'task' in argument && typeof argument.task === 'string') {
    const sessionId = 'sessionId' in argument ? argument.sessionId : undefined;
    if (sessionId === undefined) return { task: argument.task };
    if (typeof sessionId === 'string') return { task: argument.task, sessionId };
  }
  throw new Error('Expected { "task": "what to do", "sessionId"?: "an existing session" }.');
}

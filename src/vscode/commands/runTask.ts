import * as vscode from 'vscode';
import { agentOf } from '../../core/model/session';
import type { AgentKind } from '../../core/model/task';
import type { StartedTask } from '../../core/operations/submission';
import { type TaskOperations, taskTextProblem } from '../../core/operations/tasks';
import type { Store } from '../../core/store/store';
import { isTreeNode } from '../../presentation/tree';
import { agentLabels, connectionLabels, sessionLabel } from '../../presentation/words';
import type { TaskPages } from '../webview/taskPages';
import { sessionFor } from './pick';

export interface RunTaskOptions {
  readonly store: Store;
  readonly tasks: Pick<TaskOperations, 'run'>;
  readonly pages: Pick<TaskPages, 'open'>;
  /** Where new work goes, in words. */
  readonly place: () => Promise<string>;
}

/** What keybindings and other extensions hand over. */
interface RunTaskArguments {
  readonly task: string;
  readonly sessionId?: string;
}

/**
 * Runs a task. Called with `{ task, sessionId? }` it asks nothing; else the person types the task and sees its page. A row is
 * no argument: the buttons above the tree come with whatever row has the focus.
 * @returns The ids, once the service has accepted the task; `undefined` when the person gave up.
 */
export function runTask(agent: AgentKind, options: RunTaskOptions) {
  return async (argument?: unknown): Promise<StartedTask | undefined> => {
    if (argument === undefined || isTreeNode(argument)) return askAndRun(agent, await options.place(), options);
    const { task, sessionId } = parseArguments(argument);
    const { started } = await options.tasks.run({ agent, text: task, ...(sessionId !== undefined && { sessionId }) });
    return started;
  };
}

/** Runs a task in the session whose menu was opened. */
export function runTaskInSession(options: RunTaskOptions) {
  return async (argument?: unknown): Promise<StartedTask | undefined> => {
    const session = await sessionFor(argument, options.store, 'Run Task in Session');
    const agent = session && agentOf(session);
    if (!agent) return undefined;
    const place = `${connectionLabels[session.connection]}, in ${sessionLabel(session)}`;
    return askAndRun(agent, place, options, session.sessionId);
  };
}

async function askAndRun(
  agent: AgentKind,
  place: string,
  { tasks, pages }: RunTaskOptions,
  sessionId?: string,
): Promise<StartedTask | undefined> {
  const text = await askForTask(agent, place);
  if (text === undefined) return undefined;
  const { task, started } = await tasks.run({ agent, text, ...(sessionId !== undefined && { sessionId }) });
  pages.open(task.id);
  return started;
}

const examples: Record<AgentKind, string> = {
  computer: 'Open Chrome browser',
  browser: 'Query the weather in Shanghai with Baidu',
};

/** Asks until what was typed is a task, or the person gives up. An empty box is not scolded before Enter was pressed in it. */
async function askForTask(agent: AgentKind, place: string): Promise<string | undefined> {
  for (let entered: string | undefined; ;) {
    const text: string | undefined = await vscode.window.showInputBox({
      title: `Run ${agentLabels[agent]} Task`,
      prompt: `What should the agent do? It runs on ${place}.`,
      placeHolder: `For example: ${examples[agent]}`,
      ignoreFocusOut: true,
      validateInput: (typed) => (typed === '' && entered === undefined ? undefined : taskTextProblem(typed)),
    });
    if (text === undefined || taskTextProblem(text) === undefined) return text;
    entered = text;
  }
}

function parseArguments(argument: unknown): RunTaskArguments {
  if (typeof argument === 'object' && argument !== null && 'task' in argument && typeof argument.task === 'string') {
    const sessionId = 'sessionId' in argument ? argument.sessionId : undefined;
    if (sessionId === undefined) return { task: argument.task };
    if (typeof sessionId === 'string') return { task: argument.task, sessionId };
  }
  throw new Error('Expected { "task": "what to do", "sessionId"?: "an existing session" }.');
}

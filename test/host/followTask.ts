import { setTimeout as delay } from 'node:timers/promises';
import { say, since } from './say';
import { readTaskPage, type TaskPageView } from './taskPage';
import type { Workbench } from './workbench';

/** A task to be run as a person would. */
export interface FollowOptions {
  readonly task: string;
  readonly agent: 'computer' | 'browser';
  readonly timeoutMs: number;
}

const commands = { computer: 'AgentBay: Run Computer Task', browser: 'AgentBay: Run Browser Task' } as const;
const lookEveryMs = 200;

const verdicts: Readonly<Record<string, string>> = {
  finished: 'Finished',
  failed: 'Failed',
  unsupported: 'Not supported',
  terminated: 'Terminated',
  notSent: 'Not sent',
  unconfirmed: 'Sent, unconfirmed: nobody can say whether it runs',
  unknown: 'Lost: nobody can say how it ended',
};

/**
 * Runs a task through the command palette and prints what the task page shows: each action as it comes, then the result.
 * @returns Whether the task finished. `false` too when it took longer than `timeoutMs`, or never got a page.
 */
export async function followTask(workbench: Workbench, { task, agent, timeoutMs }: FollowOptions): Promise<boolean> {
  const startedAt = Date.now();
  say(`\n${commands[agent]}: ${task}`);
  await workbench.command(commands[agent]);
  await workbench.answer(task);
  let printed = 0;
  let problem = '';
  while (Date.now() - startedAt < timeoutMs) {
    const view = await readTaskPage(workbench);
    if (view) {
      for (const action of view.actions.slice(printed)) say(`  ${since(startedAt).padStart(7)}  ${action}`);
      printed = view.actions.length;
      if (view.problem !== '' && view.problem !== problem) say(`  ${since(startedAt).padStart(7)}  (${view.problem})`);
      problem = view.problem;
      if (view.isSettled) return report(view, startedAt);
    } else if (await refusal(workbench)) {
      return false;
    }
    await delay(lookEveryMs);
  }
  say(`\nNo end after ${timeoutMs / 1000} s: giving up, which ends the task.`);
  return false;
}

/** What VS Code says in place of opening a task page. @returns Whether it said something. */
async function refusal(workbench: Workbench): Promise<boolean> {
  const asking = (await workbench.inputMessage.isVisible()) ? [await workbench.inputMessage.innerText()] : [];
  const toasts = await workbench.toasts();
  const isRefused = toasts.length > 0;
  if (isRefused) say(`\n${[...asking, ...toasts].join('\n')}`);
  return isRefused;
}

function report({ state, result, reason }: TaskPageView, startedAt: number): boolean {
  say(`\n${verdicts[state] ?? state} after ${since(startedAt)}.`);
  for (const text of [reason, result]) if (text !== '') say(`\n${text}`);
  return state === 'finished';
}

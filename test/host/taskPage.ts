import type { Frame } from 'playwright-core';
import { renderedText } from './renderedText';
import type { Workbench } from './workbench';

/** What the task page shows, read from its DOM: the names are a contract with src/page. */
export interface TaskPageView {
  readonly task: string;
  readonly state: string;
  readonly isSettled: boolean;
  readonly actions: readonly string[];
  /** As plain text. */
  readonly result: string;
  readonly reason: string;
  readonly problem: string;
  readonly stall: string;
}

/** The title of the task page's document. */
export const taskPageTitle = 'AgentBay Task';

function readMain(): Omit<TaskPageView, 'result'> | undefined {
  const main = document.querySelector<HTMLElement>('main[data-state]');
  if (!main) return undefined;
  const text = (selector: string): string => main.querySelector<HTMLElement>(selector)?.innerText.trim() ?? '';
  return {
    task: text('h1'),
    state: main.dataset['state'] ?? '',
    isSettled: main.dataset['settled'] === 'true',
    actions: [...main.querySelectorAll<HTMLElement>('ol#actions > li .text')].map((action) => action.innerText),
    reason: text('#reason'),
    problem: text('#problem'),
    stall: text('#stall'),
  };
}

async function read(frame: Frame): Promise<TaskPageView | undefined> {
  const main = await frame.evaluate(readMain);
  if (!main) return undefined;
  const result = frame.locator('#result');
  return { ...main, result: (await result.count()) > 0 ? await result.evaluate(renderedText) : '' };
}

/** Reads the task page that is in front. `undefined` when none is, or it has nothing to show yet. */
export async function readTaskPage(workbench: Workbench): Promise<TaskPageView | undefined> {
  const frame = await workbench.findWebview(taskPageTitle);
  return frame && read(frame).catch(() => undefined); // it is being replaced: the next look will find it
}

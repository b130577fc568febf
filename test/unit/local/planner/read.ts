import assert from 'node:assert/strict';
import { plan } from '../../../../src/local/planner/plan';
import type { Step } from '../../../../src/local/planner/steps';

/** The steps a task is read as; fails when it is not understood. */
export function stepsOf(task: string): readonly Step[] {
  const planned = plan(task);
  if (planned.kind === 'unsupported') assert.fail(`${task}: ${planned.reason}`);
  return planned.steps;
}

/** A test per phrase: each must be read as exactly these steps. */
export function readsAs(cases: readonly (readonly [task: string, ...steps: Step[]])[]): void {
  for (const [task, ...steps] of cases) {
    it(task.replace(/\s*[\r\n]+\s*/gu, ' / '), () => assert.deepEqual(stepsOf(task), steps));
  }
}

/** Short ways to write the steps that tables are full of. */
export const open: Step = { do: 'openBrowser' };
export const go = (url: string): Step => ({ do: 'goTo', url });
export const read = (
  what: Extract<Step, { do: 'read' }>['what'],
  more: Omit<Extract<Step, { do: 'read' }>, 'do' | 'what'> = {},
): Step => ({ do: 'read', what, ...more });
export const click = (target: Extract<Step, { do: 'click' }>['target']): Step => ({ do: 'click', target });
export const typed = (text: string, field?: string): Step => ({
  do: 'type',
  text,
  ...(field !== undefined && { field }),
});
export const press = (keys: string, times = 1): Step => ({ do: 'press', keys, times });
export const shot = (fullPage = false, file?: string): Step => ({
  do: 'screenshot',
  fullPage,
  ...(file !== undefined && { file }),
});
export const search = (query: string, engine?: 'baidu' | 'bing' | 'google'): Step => ({
  do: 'search',
  engine: engine ?? 'bing',
  chosen: engine !== undefined,
  query,
});
export const written = (file: string, text: string, append = false): Step => ({ do: 'writeFile', file, text, append });
export const saved = (file: string, what?: Extract<Step, { do: 'saveFinding' }>['what'], append = false): Step => ({
  do: 'saveFinding',
  ...(what !== undefined && { what }),
  file,
  append,
});

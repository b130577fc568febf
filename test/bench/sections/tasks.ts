import path from 'node:path';
import { type Figure, printTable, spelled } from '../figure';
import type { Run } from '../inside/tasks';
import type { Section } from '../section';

/** How long a task of the scripted agent takes. */
const TASK_MS = 2_000;
/** The most that a run should take, in s, by its number of tasks. */
const aims: Readonly<Record<Run['how'], Readonly<Record<number, number>>>> = {
  'one after another': { 10: 21 },
  'at once': { 10: 2.2, 50: 2.6 },
};

/** Many tasks at once: how close the waiting comes to the ideal. */
export const tasks: Section = async ({ bundles, isQuick, inside }) => {
  // One after another takes its 20 s.
  const only = isQuick ? ['at once'] : [];
  const runs = await inside<readonly Run[]>(path.join(bundles, 'tasks.js'), [
    path.join(import.meta.dirname, '..'),
    ...only,
  ]);
  const ideal = (run: Run): number => (run.how === 'at once' ? TASK_MS : TASK_MS * run.tasks) / 1_000;
  printTable('Tasks of 2 s, each in a session of its own', [
    ['', 'wall, s', 'ideal, s', 'requests', 'per task'],
    ...runs.map((run) => [
      `${run.tasks} ${run.how}`,
      (run.wallMs / 1_000).toFixed(2),
      String(ideal(run)),
      String(run.requests),
      spelled(run.requests / run.tasks),
    ]),
  ]);
  return runs.map((run): Figure => {
    const aim = aims[run.how][run.tasks];
    return {
      ...{ what: `${run.tasks} tasks of 2 s, ${run.how}`, value: run.wallMs / 1_000, unit: 's' },
      ...(aim !== undefined && { aim }),
    };
  });
};

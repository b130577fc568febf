import path from 'node:path';
import { type Figure, printTable, spelled } from '../figure';
import type { Tracked } from '../inside/tracked';
import type { Section } from '../section';

/** How much simulated time: about as many questions for few tasks as for many. */
interface Run {
  readonly tasks: number;
  readonly minutes: number;
  /** With `--quick`; absent: not run then. */
  readonly quick?: number;
}

const moods: Readonly<Record<string, readonly Run[]>> = {
  quiet: [
    { tasks: 100, minutes: 200, quick: 60 },
    { tasks: 1_000, minutes: 20 },
    { tasks: 10_000, minutes: 3, quick: 1 },
  ],
  // Every other question is written down, so each costs a visit to the disk.
  lively: [
    { tasks: 100, minutes: 30, quick: 10 },
    { tasks: 1_000, minutes: 3, quick: 1 },
    { tasks: 10_000, minutes: 1 },
  ],
};

/** What tracked tasks cost, by their number. */
export const tracked: Section = async ({ bundles, isQuick, inside }) => {
  const figures: Figure[] = [];
  for (const [mood, runs] of Object.entries(moods)) {
    const rows: { readonly tasks: number; readonly cost: Tracked }[] = [];
    for (const { tasks, minutes, quick } of runs) {
      const simulated = isQuick ? quick : minutes;
      if (simulated === undefined) continue;
      const args = [String(tasks), String(simulated), mood];
      rows.push({ tasks, cost: await inside<Tracked>(path.join(bundles, 'tracked.js'), args, ['--expose-gc']) });
    }
    show(mood, rows);
    figures.push(...sum(mood, rows));
  }
  return figures;
};

type Rows = readonly { readonly tasks: number; readonly cost: Tracked }[];

function show(mood: string, rows: Rows): void {
  const title = mood === 'quiet' ? 'nothing new' : 'something new at every other question, written to the ledger';
  printTable(`Tracked tasks, ${title}: a simulated minute`, [
    [
      'tasks',
      'CPU, ms',
      'per task, µs',
      'questions',
      'x bare loops',
      'loop late p99, ms',
      'bare loops',
      'take-over, ms',
      'kB per task',
    ],
    ...rows.map(({ tasks, cost }) => [
      String(tasks),
      spelled(cost.ours.cpuMs),
      spelled(perTask(cost, tasks)),
      spelled(cost.ours.questions),
      spelled(perQuestion(cost.ours) / perQuestion(cost.floor)),
      spelled(cost.ours.lateP99Ms),
      spelled(cost.floor.lateP99Ms),
      spelled(cost.takeOverMs),
      spelled(cost.heldBytes / 1_000 / tasks),
    ]),
  ]);
}

/** In µs per simulated minute. */
const perTask = ({ ours }: Tracked, tasks: number): number => (ours.cpuMs * 1_000) / tasks;
const perQuestion = ({ cpuMs, questions }: Tracked['ours']): number => cpuMs / questions;

function sum(mood: string, rows: Rows): Figure[] {
  const [few, many] = [rows[0], rows.at(-1)];
  if (!few || !many) return [];
  const where = `${many.tasks} ${mood} tasks`;
  const flatness = perTask(many.cost, many.tasks) / perTask(few.cost, few.tasks);
  const late = Math.max(0, many.cost.ours.lateP99Ms - many.cost.floor.lateP99Ms);
  return [
    { what: `CPU per task, ${where}`, value: flatness, unit: `x that of ${few.tasks}`, aim: 1.5 },
    { what: `event loop late p99, ${where}`, value: late, unit: 'ms more than bare loops', aim: 16 },
    { what: `memory, ${where}`, value: many.cost.heldBytes / 1_000_000, unit: 'MB' },
  ];
}

import path from 'node:path';
import { type Figure, printTable, spelled } from '../figure';
import type { Tracked } from '../inside/tracked';
import type { Section } from '../section';

/** Simulated minutes by number of tasks: as many questions for few tasks as for many. */
const MINUTES: readonly (readonly [tasks: number, minutes: number, quick: number])[] = [
  [100, 200, 60],
  [1_000, 20, 6],
  [10_000, 4, 2],
];
const moods = ['quiet', 'lively'] as const;

/** What tracked tasks cost, by their number. */
export const tracked: Section = async ({ bundles, isQuick, inside }) => {
  const figures: Figure[] = [];
  for (const mood of moods) {
    const rows: { readonly tasks: number; readonly cost: Tracked }[] = [];
    for (const [tasks, minutes, quick] of MINUTES) {
      const args = [String(tasks), String(isQuick ? quick : minutes), mood];
      rows.push({ tasks, cost: await inside<Tracked>(path.join(bundles, 'tracked.js'), args, ['--expose-gc']) });
    }
    show(mood, rows);
    figures.push(...sum(mood, rows));
  }
  return figures;
};

type Rows = readonly { readonly tasks: number; readonly cost: Tracked }[];

function show(mood: string, rows: Rows): void {
  const title = mood === 'quiet' ? 'nothing new' : 'something new at most questions, written to the ledger';
  printTable(`Tracked tasks, ${title}: a simulated minute`, [
    [
      'tasks',
      'CPU, ms',
      'per task, µs',
      'questions',
      'x bare loops',
      'loop p99, ms',
      'longest',
      'take-over, ms',
      'kB per task',
    ],
    ...rows.map(({ tasks, cost }) => [
      String(tasks),
      spelled(cost.ours.cpuMs),
      spelled(perTask(cost, tasks)),
      spelled(cost.ours.questions),
      spelled(perQuestion(cost.ours) / perQuestion(cost.floor)),
      spelled(cost.delayP99Ms),
      spelled(cost.delayMaxMs),
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
  return [
    { what: `CPU per task, ${where}`, value: flatness, unit: `x that of ${few.tasks}`, aim: 1.5 },
    { what: `event loop held up, p99, ${where}`, value: many.cost.delayP99Ms, unit: 'ms', aim: 16 },
    { what: `memory, ${where}`, value: many.cost.heldBytes / 1_000_000, unit: 'MB' },
  ];
}

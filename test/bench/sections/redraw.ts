import path from 'node:path';
import { type Figure, printTable, spelled } from '../figure';
import type { Redraw } from '../inside/redraw';
import type { Section } from '../section';

/** What the tree costs when one task of many does something. */
export const redraw: Section = async ({ bundles, isQuick, inside }) => {
  const changes = isQuick ? 1_000 : 10_000;
  const of = (tasks: number): Promise<Redraw> =>
    inside(path.join(bundles, 'redraw.js'), [String(tasks), String(changes)]);
  const [few, many] = [await of(100), await of(10_000)];
  printTable('The tree when one task does something, µs', [
    ['of how many tasks', 'rows redrawn', 'redrawing', 'with recording it', 'all rows instead'],
    ...[['100', few] as const, ['10,000', many] as const].map(([tasks, cost]) => [
      tasks,
      spelled(cost.nodesPerChange),
      spelled(cost.redrawUs),
      spelled(cost.changeUs),
      spelled(cost.allUs),
    ]),
  ]);
  return [
    { what: 'rows redrawn when one of 10,000 tasks changes', value: many.nodesPerChange, unit: '', aim: 1 },
    { what: 'redrawing one of 10,000', value: many.redrawUs / few.redrawUs, unit: 'x one of 100', aim: 2 },
  ] satisfies Figure[];
};

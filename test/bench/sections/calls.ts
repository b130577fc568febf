import path from 'node:path';
import { type Figure, median, printTable, spelled } from '../figure';
import type { Level, Round } from '../inside/calls';
import type { Section } from '../section';

/** What one `getTaskStatus` costs, and how many connections are opened. */
export const calls: Section = async ({ bundles, isQuick, inside }) => {
  const levels = await inside<readonly Level[]>(path.join(bundles, 'calls.js'), isQuick ? ['18', '60'] : ['36', '60']);
  return levels.flatMap(show);
};

function show({ inFlight, rounds, connections }: Level): Figure[] {
  const all = Object.entries(rounds);
  const of = (name: string): readonly Round[] => rounds[name] ?? [];
  /** Each round against the other's round right beside it, so that a busy machine is in both. */
  const times = (name: string, other: string, what: keyof Round): number =>
    median(of(name).map((round, index) => round[what] / (of(other)[index]?.[what] ?? NaN)));
  const perThousand = (name: string): number => connections[name] ?? NaN;
  printTable(`getTaskStatus, ${inFlight === 1 ? 'one at a time' : `${inFlight} in flight`}`, [
    ['', 'CPU, µs', 'x node-fetch', 'x node:http', 'wall, µs', 'x node-fetch', 'connections for 1,000 calls'],
    ...all.map(([name, own]) => [
      name,
      spelled(median(own.map(({ cpu }) => cpu))),
      spelled(times(name, 'node-fetch', 'cpu')),
      spelled(times(name, 'node:http', 'cpu')),
      spelled(median(own.map(({ wall }) => wall))),
      spelled(times(name, 'node-fetch', 'wall')),
      String(perThousand(name)),
    ]),
  ]);
  const where = inFlight === 1 ? 'one at a time' : `${inFlight} in flight`;
  return [
    { what: `CPU per call, ${where}`, value: times('ours', 'node-fetch', 'cpu'), unit: 'x node-fetch', aim: 1.1 },
    { what: `wall per call, ${where}`, value: times('ours', 'node-fetch', 'wall'), unit: 'x node-fetch' },
    {
      what: `connections for 1,000 calls, ${where}`,
      value: perThousand('ours'),
      unit: '',
      aim: Math.min(inFlight, 64),
    },
  ];
}

import path from 'node:path';
import { type Figure, printTable, spelled } from '../figure';
import type { Days } from '../inside/day';
import { type Outcome, type Watching, watchings } from '../inside/simulated/liveDay';
import type { Section } from '../section';

/** How soon ends are noticed over whole days, and what that costs, beside a poll every 3 s. */
export const day: Section = async ({ bundles, isQuick, inside }) => {
  const days = isQuick ? 3 : 10;
  const { tasks, ours, fixed } = await inside<Days>(path.join(bundles, 'day.js'), [String(days)]);
  const unwatched = watchings.filter((watching) => watching !== 'watched');
  const classes: readonly [string, readonly Watching[]][] = [
    ...watchings.map((watching): [string, readonly Watching[]] => [watching, [watching]]),
    ['all but watched', unwatched],
    ['all', watchings],
  ];
  printTable(`${tasks} tasks of 1 s to 20 min in ${days} simulated days, against a poll every 3 s`, [
    ['at the end', 'tasks', 'delay, s', 'p95', 'of 3 s poll', 'p95', 'ratio', 'requests', 'of 3 s poll', 'ratio'],
    ...classes.map(([name, of]) =>
      row(name, delays(ours, of), delays(fixed, of), requests(ours, of), requests(fixed, of)),
    ),
  ]);
  const watched = mean(delays(ours, ['watched']));
  return [
    { what: 'watched end noticed after, on average', value: watched, unit: 's', aim: 0.75 },
    { what: 'the same', value: watched / mean(delays(fixed, ['watched'])), unit: 'x 3 s poll', aim: 0.5 },
    {
      what: 'requests while not watched',
      value: requests(ours, unwatched) / requests(fixed, unwatched),
      unit: 'x 3 s poll',
      aim: 0.25,
    },
    {
      what: 'requests of whole days',
      value: requests(ours, watchings) / requests(fixed, watchings),
      unit: 'x 3 s poll',
      aim: 1,
    },
  ] satisfies Figure[];
};

function row(
  name: string,
  ours: readonly number[],
  fixed: readonly number[],
  asked: number,
  askedByFixed: number,
): string[] {
  return [
    name,
    String(ours.length),
    spelled(mean(ours)),
    spelled(p95(ours)),
    spelled(mean(fixed)),
    spelled(p95(fixed)),
    spelled(mean(ours) / mean(fixed)),
    String(asked),
    String(askedByFixed),
    spelled(asked / askedByFixed),
  ].map((cell) => (cell === 'NaN' ? '-' : cell));
}

/** In s, the shortest first. */
const delays = (outcome: Outcome, of: readonly Watching[]): number[] =>
  of.flatMap((watching) => outcome.delays[watching].map((ms) => ms / 1_000)).sort((one, other) => one - other);

const requests = (outcome: Outcome, of: readonly Watching[]): number =>
  of.reduce((sum, watching) => sum + outcome.requests[watching], 0);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const p95 = (sorted: readonly number[]): number => sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN;

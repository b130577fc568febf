import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Figure, median, printTable, spelled } from '../figure';
import type { Floor, Opened, Written } from '../inside/ledger';
import type { Section, Workshop } from '../section';

const TASKS = 5_000;

/** What it costs to write the ledger, to open it, and to open it after an accident. */
export const ledger: Section = async (workshop) => [...(await writing(workshop)), ...(await opening(workshop))];

async function writing({ bundles, isQuick, inside }: Workshop): Promise<Figure[]> {
  const runs: Written[] = [];
  for (let run = 0; run < (isQuick ? 1 : 3); run += 1) {
    const args = ['write', isQuick ? '10000' : '20000'];
    runs.push(await inside<Written>(path.join(bundles, 'ledger.js'), args, ['--expose-gc']));
  }
  const of = (what: keyof Written): number => median(runs.map((run) => run[what]));
  const times = (what: keyof Written, floor: keyof Written): number =>
    median(runs.map((run) => run[what] / run[floor]));
  printTable('Facts written per second', [
    ['', 'ledger', 'least it could be', 'ratio'],
    [
      'written soon',
      spelled(of('plain')),
      `${spelled(of('plainFloor'))} (appendFile)`,
      spelled(times('plain', 'plainFloor')),
    ],
    [
      'on the disk itself',
      spelled(of('durable')),
      `${spelled(of('durableFloor'))} (write, fsync)`,
      spelled(times('durable', 'durableFloor')),
    ],
  ]);
  return [
    { what: 'time of a fact written soon', value: times('plainFloor', 'plain'), unit: 'x appendFile' },
    {
      what: 'time of a fact on the disk itself',
      value: times('durableFloor', 'durable'),
      unit: 'x write and fsync',
    },
  ];
}

async function opening({ bundles, isQuick, inside }: Workshop): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ab-bench-ledger-'));
  const run = <T>(job: string): Promise<T> => inside(path.join(bundles, 'ledger.js'), [job, folder], ['--expose-gc']);
  try {
    const { bytes } = await run<{ readonly bytes: number }>('fill');
    const rebuilt = whole(await run<Opened>('open'));
    const opened: Opened[] = [];
    const floors: Floor[] = [];
    for (let round = 0; round < (isQuick ? 2 : 5); round += 1) {
      opened.push(whole(await run<Opened>('open')));
      floors.push(await run<Floor>('floor'));
    }
    const { lines } = await run<{ readonly lines: number }>('damage');
    const recovered = whole(await run<Opened>('open'));
    const byIndex = median(floors.map(({ indexMs }) => indexMs));
    const byJournals = median(floors.map(({ journalsMs }) => journalsMs));
    const ms = median(opened.map((one) => one.ms));
    const [one] = opened;
    printTable(`Opening ${TASKS} tasks of 200 actions, ${spelled(bytes / 1_000_000)} MB`, [
      [
        '',
        'wall, ms',
        'CPU, ms',
        'read and parsed only, ms',
        'ratio',
        'held, MB',
        'known to have finished',
        'warnings',
      ],
      openingRow('with the index', { ...(one ?? rebuilt), ms }, byIndex),
      openingRow('without it', rebuilt, byJournals),
      openingRow(`without it, ${lines} lines damaged`, recovered, byJournals),
    ]);
    return [
      { what: 'opening 5,000 tasks', value: ms, unit: 'ms', aim: 300 },
      {
        what: 'memory of 5,000 tasks',
        value: median(opened.map(({ heldBytes }) => heldBytes)) / 1_000_000,
        unit: 'MB',
        aim: 60,
      },
      { what: 'opening them without the index', value: rebuilt.ms / byJournals, unit: 'x reading and parsing' },
      {
        what: 'the same with 1 % of the lines damaged',
        value: recovered.ms / byJournals,
        unit: 'x reading and parsing',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** @throws when a task is missing. */
function whole(opened: Opened): Opened {
  if (opened.tasks !== TASKS) throw new Error(`${opened.tasks} of ${TASKS} tasks are there.`);
  return opened;
}

const openingRow = (name: string, { ms, cpuMs, heldBytes, finished, warnings }: Opened, floorMs: number): string[] => [
  name,
  spelled(ms),
  spelled(cpuMs),
  spelled(floorMs),
  spelled(ms / floorMs),
  spelled(heldBytes / 1_000_000),
  String(finished),
  String(warnings),
];

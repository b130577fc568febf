/**
 * What the ledger costs, and beside it the same bytes written and read by the least that could do it. Prints JSON. Run with
 * `--expose-gc`. Arguments: `write` and the number of facts; or `fill`, `open`, `floor` or `damage` and the folder.
 */
import { appendFile, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../../src/core/util/clock';
import { heldBytes } from './memory';
import { bookId, closed, finishedRecordsOf, recordsOf, tasksFolder, writeBook } from './simulated/books';
import { seeded } from './simulated/random';
import { inFolder, openStore, WINDOW } from './simulated/window';

/** Facts recorded per second of wall time, until all is on disk. */
export interface Written {
  readonly plain: number;
  readonly plainFloor: number;
  readonly durable: number;
  readonly durableFloor: number;
}

/** What opening took. */
export interface Opened {
  readonly ms: number;
  readonly cpuMs: number;
  readonly heldBytes: number;
  readonly tasks: number;
  readonly finished: number;
  /** Damaged lines that the log was told of. */
  readonly warnings: number;
}

/** What the ledger holds that is opened. */
const TASKS = 5_000;
const OPEN_TASKS = 20;
const ACTIONS = 200;
/** Tasks that record at the same time. */
const AT_ONCE = 50;
const DURABLE_EACH = 10;
const FILES_AT_ONCE = 64;
const LINE = {
  v: 2,
  by: 'bench-window',
  at: 1_795_424_400_000,
  type: 'action',
  text: 'Step 17: clicking the cell in row 17',
};
const CREATED = {
  type: 'created',
  agent: 'computer',
  connection: 'cloud',
  text: 'Count the rows',
  windowId: WINDOW,
} as const;

/** @returns How many per second. */
async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return count / ((performance.now() - startedAt) / 1_000);
}

/**
 * Facts that need not outlive a power cut, as fast as they come, over many tasks.
 * @throws when one is not there afterwards.
 */
const writePlain = (facts: number): Promise<number> =>
  inFolder(async (folder) => {
    const store = await openStore(folder, systemClock);
    const rounds = Math.round(facts / AT_ONCE);
    for (let task = 0; task < AT_ONCE; task += 1) store.record(bookId(task), CREATED);
    await store.flush();
    const perSecond = await rate(rounds * AT_ONCE, async () => {
      for (let round = 0; round < rounds; round += 1) {
        for (let task = 0; task < AT_ONCE; task += 1) {
          store.record(bookId(task), { type: 'action', text: `${LINE.text} ${round}` });
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      await store.flush();
    });
    const { entries } = await store.timeline(bookId(0), Infinity);
    if (entries.length !== rounds) throw new Error(`${entries.length} of ${rounds} facts were written.`);
    store.dispose();
    return perSecond;
  });

/** The same lines with `appendFile`, one after another in each file. */
const writePlainFloor = (facts: number): Promise<number> =>
  inFolder(async (folder) => {
    const rounds = Math.round(facts / AT_ONCE);
    return rate(rounds * AT_ONCE, async () => {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, task) => {
          for (let round = 0; round < rounds; round += 1) {
            const line = JSON.stringify({ ...LINE, text: `${LINE.text} ${round}` });
            await appendFile(path.join(folder, `${bookId(task)}.jsonl`), `${line}\n`);
          }
        }),
      );
    });
  });

/** Facts that must be on the disk itself before anything else is done: what stands before each request that goes out. */
const writeDurable = (facts: number): Promise<number> =>
  inFolder(async (folder) => {
    const store = await openStore(folder, systemClock);
    const perSecond = await rate(facts, async () => {
      for (let fact = 0; fact < facts; fact += 1) {
        store.record(bookId(fact % DURABLE_EACH), { ...CREATED, text: `${LINE.text} ${fact}` });
        await store.flush();
      }
    });
    store.dispose();
    return perSecond;
  });

const writeDurableFloor = (facts: number): Promise<number> =>
  inFolder((folder) =>
    rate(facts, async () => {
      for (let fact = 0; fact < facts; fact += 1) {
        const file = await open(path.join(folder, `${bookId(fact % DURABLE_EACH)}.jsonl`), 'a');
        await file.appendFile(`${JSON.stringify({ ...LINE, text: `${LINE.text} ${fact}` })}\n`);
        await file.sync();
        await file.close();
      }
    }),
  );

async function write(facts: number): Promise<Written> {
  const durable = Math.round(facts / 50);
  // Code is compiled, folders are known.
  await writePlain(facts / 10);
  await writePlainFloor(facts / 10);
  return {
    plain: await writePlain(facts),
    plainFloor: await writePlainFloor(facts),
    durable: await writeDurable(durable),
    durableFloor: await writeDurableFloor(durable),
  };
}

async function openLedger(folder: string): Promise<Opened> {
  const before = await heldBytes();
  let warnings = 0;
  const ignore = (): void => undefined;
  const warn = (): void => void (warnings += 1);
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const store = await openStore(folder, systemClock, { debug: ignore, info: ignore, warn, error: warn });
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  const held = (await heldBytes()) - before;
  // Also what opening left to be done: closing books, setting lines aside, adding to the index.
  await store.flush();
  const tasks = store.tasks();
  const finished = tasks.filter((task) => task.state === 'finished').length;
  store.dispose();
  return { ms, cpuMs: (user + system) / 1_000, heldBytes: held, tasks: tasks.length, finished, warnings };
}

async function readAndParse(file: string): Promise<void> {
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    try {
      JSON.parse(line);
    } catch {
      // A damaged line, or the end of the file.
    }
  }
}

/** Reads and parses files, a few at a time, and nothing else. @returns ms of wall time. */
async function parse(files: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
    await Promise.all(files.slice(at, at + FILES_AT_ONCE).map(readAndParse));
  }
  return performance.now() - startedAt;
}

/** The least that opening could do: with an index and without. */
async function floor(folder: string): Promise<{ readonly indexMs: number; readonly journalsMs: number }> {
  const tasks = tasksFolder(folder);
  const names = await readdir(tasks);
  const indexMs = await parse([`${tasks}.index`]);
  return { indexMs, journalsMs: await parse(names.map((name) => path.join(tasks, name))) };
}
export type Floor = Awaited<ReturnType<typeof floor>>;

/** Leaves a ledger as windows of the last months would have, but for the index: all tasks but a few have finished. */
function fill(folder: string): { readonly bytes: number } {
  const beginsAt = Date.UTC(2026, 7, 1);
  let bytes = 0;
  for (let number = 0; number < TASKS; number += 1) {
    const at = beginsAt + number * 30 * 60_000;
    const isOpen = number >= TASKS - OPEN_TASKS;
    const id = bookId(number);
    bytes += writeBook(
      folder,
      id,
      isOpen ? recordsOf(number, at, ACTIONS) : closed(id, finishedRecordsOf(number, at, ACTIONS)),
    );
  }
  return { bytes };
}

/** Damages one line of a hundred, by turns cutting it off and scribbling over it, and takes the index away. */
async function damage(folder: string): Promise<{ readonly lines: number }> {
  const tasks = tasksFolder(folder);
  const random = seeded(1);
  let damaged = 0;
  for (const name of await readdir(tasks)) {
    const lines = (await readFile(path.join(tasks, name), 'utf8')).split('\n');
    const spoilt = lines.map((line) => {
      if (line === '' || random() >= 0.01) return line;
      damaged += 1;
      return damaged % 2 === 0 ? line.slice(0, line.length >> 1) : `\0\0\0${line.slice(3)}`;
    });
    await writeFile(path.join(tasks, name), spoilt.join('\n'));
  }
  await rm(`${tasks}.index`, { force: true });
  return { lines: damaged };
}

const jobs: Readonly<Record<string, (subject: string) => unknown>> = {
  write: (facts) => write(Number(facts)),
  fill,
  open: openLedger,
  floor,
  damage,
};

async function main(): Promise<void> {
  const [what = '', subject = ''] = process.argv.slice(2);
  console.log(JSON.stringify(await jobs[what]?.(subject)));
}

void main();

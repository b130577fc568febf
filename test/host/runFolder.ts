import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { atEnd } from './ending';
import { cache } from './paths';
import { type Leftover, processesWith, signalProcess, until } from './processes';

// Not AGENTBAY_...: AgentBay Local keeps those from its browsers, which are to be found by it too.
const marker = 'RUN_OF_AGENTBAY_TESTS';
const runs = path.join(cache, 'runs');
let count = 0;

/** The folders and the environment of one start of VS Code: everything it makes can be found again, and goes with it. */
export interface Run {
  /** `<name>-<pid>-<number>`. */
  readonly id: string;
  /** For settings, extensions, logs, the demo folder. */
  readonly dir: string;
  /** For sockets and temporary files: `TMPDIR` of everything started with `env`; a short path, as sockets need. */
  readonly temp: string;
  /** Our environment, marked, and without what VS Code puts into its terminals: that would lead back to that window. */
  readonly env: Readonly<Record<string, string>>;
  /** What runs with `env` and is still there (Linux only). */
  processes(): readonly Leftover[];
  /**
   * Removes the folders and ends what is still there. Call it when everything has been stopped.
   * @returns What should have been gone by itself within 3 s: processes and AgentBay Local's folders.
   */
  close(): Promise<readonly string[]>;
}

const describe = ({ pid, command }: Leftover): string => `process ${pid}: ${command.slice(0, 200)}`;

function cleanEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(VSCODE_|ELECTRON_RUN_AS_NODE$|AGENTBAY_)/.test(entry[0]),
  );
  return Object.fromEntries(entries);
}

/**
 * Removes what is left of runs whose own script was killed before it could.
 * @returns The ids of those runs.
 */
export function sweepRuns(): readonly string[] {
  const isOrphan = (id: string): boolean => {
    const owner = /-(\d+)-\d+$/.exec(id)?.[1];
    return owner === undefined || !signalProcess(Number(owner), 0);
  };
  const orphans = fs.existsSync(runs) ? fs.readdirSync(runs).filter(isOrphan) : [];
  for (const id of orphans) {
    processesWith(marker, id).forEach(({ pid }) => signalProcess(pid, 'SIGKILL'));
    fs.rmSync(path.join(runs, id), { recursive: true, force: true, maxRetries: 5 });
  }
  return orphans;
}

/** Makes the folders of a run called `name`. They go with `close`, at the latest when the script ends. */
export function openRun(name: string): Run {
  if (count === 0) sweepRuns();
  const id = `${name}-${process.pid}-${++count}`;
  const dir = path.join(runs, id);
  fs.mkdirSync(dir, { recursive: true });
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'r'));
  const env = { ...cleanEnvironment(), [marker]: id, TMPDIR: temp, TEMP: temp, TMP: temp, XDG_RUNTIME_DIR: temp };
  const leftovers = (): string[] => [
    ...processesWith(marker, id).map(describe),
    ...fs
      .readdirSync(temp)
      .filter((entry) => entry.startsWith('agentbay-local-'))
      .map((entry) => `folder ${entry}`),
  ];
  let left: readonly string[] = [];
  const close = atEnd(async () => {
    await until(() => leftovers().length === 0, 3_000);
    left = leftovers();
    processesWith(marker, id).forEach(({ pid }) => signalProcess(pid, 'SIGKILL'));
    for (const folder of [dir, temp])
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  return { id, dir, temp, env, processes: () => processesWith(marker, id), close: () => close().then(() => left) };
}

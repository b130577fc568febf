import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Process ids of the programs whose command line names a folder: the browsers whose profile lies in it. */
export function browsersIn(folder: string): readonly number[] {
  return commandLines()
    .filter(({ line }) => line.includes(`--user-data-dir=${folder}`))
    .map(({ pid }) => pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // No such process, which is the answer.
  }
}

function commandLines(): readonly { readonly pid: number; readonly line: string }[] {
  if (!existsSync('/proc/self/cmdline')) {
    const listed = execFileSync('ps', ['-Awwo', 'pid=,command='], { encoding: 'utf8' });
    return listed.split('\n').map((row) => ({ pid: Number.parseInt(row, 10), line: row.replace(/^\s*\d+\s+/u, '') }));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map((name) => ({ pid: Number(name), line: commandLine(name) }));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It ended between listing and reading.
  }
}

import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that is still there. */
export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

const readProc = (pid: string, file: string): string => {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // ended meanwhile, or another user's
  }
};

/**
 * The living processes whose environment has `variable=value`: children inherit it, whatever group or parent they choose.
 * Linux only, elsewhere always empty: no other system shows environments without help.
 */
export function processesWith(variable: string, value: string): readonly Leftover[] {
  if (process.platform !== 'linux') return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readProc(name, 'environ').split('\0').includes(`${variable}=${value}`))
    .map((name) => ({ pid: Number(name), command: readProc(name, 'cmdline').split('\0').join(' ').trim() }));
}

/** Sends a signal to a process group (or, with a positive id, a process). `false` when there is none to receive it. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Waits until `isTrue` says so, asking every 50 ms. `false` when `atMostMs` passed first. */
export async function until(isTrue: () => boolean | Promise<boolean>, atMostMs: number): Promise<boolean> {
  const end = Date.now() + atMostMs;
  for (;;) {
    if (await isTrue()) return true;
    if (Date.now() > end) return false;
    await delay(50);
  }
}

/** Ends a process group: asks, waits up to `graceMs`, then kills. */
export async function endGroup(leader: number, graceMs: number): Promise<void> {
  if (!signalProcess(-leader, 'SIGTERM')) return;
  const isGone = (): boolean => !signalProcess(-leader, 0);
  if (await until(isGone, graceMs)) return;
  signalProcess(-leader, 'SIGKILL');
  await until(isGone, 2_000);
}

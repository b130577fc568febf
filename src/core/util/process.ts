import { readFileSync } from 'node:fs';

/** Whether a process of this id runs on this machine. */
export function isProcess(pid: number): boolean {
  try {
    // Signal 0 only asks; it works on Windows too.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Which field of /proc/<pid>/stat says when the process began, counted from the one after its name. */
const START_FIELD = 19;

/**
 * When a process began, in a spelling of the platform's own: tells it from an earlier or later one of the same id.
 * `undefined` where the platform does not say it cheaply, which is anywhere but on Linux.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name is in brackets and may hold anything, spaces and brackets included.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD];
  } catch {
    return undefined; // No such process, or no /proc: the id has to do.
  }
}

import { rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** What the file system calls an error, e.g. `ENOENT`. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

/** What it is called on Windows that somebody has the file open, a virus scanner say; mostly for a moment. */
const inUse: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'EBUSY']);

const PAUSES_MS = [5, 20, 80];

/**
 * Puts a file in the place of another, so that whoever reads sees all of the old or all of the new.
 * @throws What the file system says, of a file in use only after some attempts.
 */
export async function renameStubbornly(from: string, to: string): Promise<void> {
  for (const pauseMs of PAUSES_MS) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!inUse.has(errorCode(error))) throw error;
    }
    await pause(pauseMs);
  }
  await rename(from, to);
}

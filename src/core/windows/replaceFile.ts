import { rename, writeFile } from 'node:fs/promises';
import type { Clock } from '../util/clock';

/** Pauses between attempts, in ms: on Windows a file that somebody reads cannot be replaced, for the moment of the reading. */
const PAUSES_MS = [5, 20, 80];

/** What that is called there. */
const inUse: ReadonlySet<unknown> = new Set(['EPERM', 'EACCES', 'EBUSY']);

/**
 * Replaces a file whole, so that whoever reads it sees all of the old or all of the new. Nobody else may write to `temporary`.
 * @throws What the file system says.
 */
export async function replaceFile(file: string, temporary: string, text: string, clock: Clock): Promise<void> {
  await writeFile(temporary, text);
  for (const pause of PAUSES_MS) {
    try {
      await rename(temporary, file);
      return;
    } catch (error) {
      if (!inUse.has(errorCode(error))) throw error;
    }
    await clock.sleep(pause);
  }
  await rename(temporary, file);
}

/** What the file system calls an error, e.g. `ENOENT`. */
export const errorCode = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

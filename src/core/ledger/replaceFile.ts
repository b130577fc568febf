import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { renameStubbornly } from '../util/files';
import { type FileState, stateOf } from './fileState';

export const TEMPORARY_ENDING = '.tmp';

/** Writes a file of its own beside `file`, on the disk itself. @returns Its name. */
export async function writeBeside(file: string, text: string): Promise<string> {
  const temporary = `${file}.${randomUUID().slice(0, 8)}${TEMPORARY_ENDING}`;
  const handle = await open(temporary, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error;
  }
  await handle.close();
  return temporary;
}

/**
 * Puts a file in the place of another, whole: a crash leaves the old or the new.
 * @param isWanted Asked in the last moment.
 * @returns `undefined` when it was not wanted any more.
 * @throws When it is not to be had.
 */
export async function replaceFile(
  file: string,
  text: string,
  isWanted: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<FileState | undefined> {
  const temporary = await writeBeside(file, text);
  try {
    const state = await stateOf(temporary);
    if (await isWanted()) {
      await renameStubbornly(temporary, file);
      return state;
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await rm(temporary, { force: true });
  return undefined;
}

/** Sees that a name that is new in a folder survives a power cut, where the platform can. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows has no such thing, and needs none.
  }
}

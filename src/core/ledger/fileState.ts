import { type FileHandle, open, stat } from 'node:fs/promises';
import { errorCode } from '../util/files';

/** What tells one version of a file from another. */
export interface FileState {
  readonly ino: bigint;
  readonly sizeBytes: number;
}

const isMissing = (error: unknown): boolean => errorCode(error) === 'ENOENT';

/** `undefined` when there is no such file. */
export async function stateOf(file: string): Promise<FileState | undefined> {
  try {
    const { ino, size } = await stat(file, { bigint: true });
    return { ino, sizeBytes: Number(size) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** As `stateOf`, of an open file. */
export async function stateOfHandle(handle: FileHandle): Promise<FileState> {
  const { ino, size } = await handle.stat({ bigint: true });
  return { ino, sizeBytes: Number(size) };
}

/** Opens a file; `undefined` when there is no such file. */
export async function openExisting(file: string, flags: number): Promise<FileHandle | undefined> {
  try {
    return await open(file, flags);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What tells one version of a file from another. */
export interface FileState {
  readonly ino: bigint;
  readonly sizeBytes: number;
}

export const TEMPORARY_ENDING = '.tmp';
const LINE_END = 0x0a;

export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
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

async function stateOfHandle(handle: FileHandle): Promise<FileState> {
  const { ino, size } = await handle.stat({ bigint: true });
  return { ino, sizeBytes: Number(size) };
}

/** Whole lines of a file. */
export interface Lines {
  readonly lines: readonly string[];
  readonly ino: bigint;
  /** Where they begin and end in the file; what follows is half a line. */
  readonly from: number;
  readonly end: number;
}

/**
 * Reads the whole lines of a file, from a place that may depend on what file it turns out to be.
 * @returns `undefined` when there is no such file.
 */
export async function readLines(
  file: string,
  startAt: (state: FileState) => number = () => 0,
): Promise<Lines | undefined> {
  const handle = await openExisting(file, constants.O_RDONLY);
  if (!handle) return undefined;
  try {
    const state = await stateOfHandle(handle);
    const from = startAt(state);
    const bytes = await readFully(handle, from, state.sizeBytes - from);
    const length = bytes.lastIndexOf(LINE_END) + 1;
    const lines = length === 0 ? [] : bytes.toString('utf8', 0, length - 1).split('\n');
    return { lines: lines.filter((line) => line !== ''), ino: state.ino, from, end: from + length };
  } finally {
    await handle.close();
  }
}

/** The first line of a file, if it is a whole one within `atMostBytes`. */
export async function readFirstLine(
  file: string,
  atMostBytes: number,
): Promise<(FileState & { line: string }) | undefined> {
  const handle = await openExisting(file, constants.O_RDONLY);
  if (!handle) return undefined;
  try {
    const state = await stateOfHandle(handle);
    const bytes = await readFully(handle, 0, Math.min(state.sizeBytes, atMostBytes));
    const length = bytes.indexOf(LINE_END);
    return length < 0 ? undefined : { ...state, line: bytes.toString('utf8', 0, length) };
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, from: number, sizeBytes: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, sizeBytes));
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, from + length);
    if (bytesRead === 0) break; // It was cut off meanwhile.
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

export interface Appended {
  /** How many of the lines are in the file: fewer than asked for on a full disk. */
  readonly count: number;
  readonly ino: bigint;
  /** Where what was written begins and ends, if nobody else wrote at the same time. */
  readonly start: number;
  readonly end: number | undefined;
  /** They are written, but perhaps not on the disk itself. */
  readonly syncError?: unknown;
}

/**
 * Adds lines to a file with one write, on a line of their own even where somebody left half a line.
 * @returns `undefined` when there is no such file and it may not be made.
 */
export async function appendLines(
  file: string,
  lines: readonly string[],
  { isDurable, mayCreate }: { readonly isDurable: boolean; readonly mayCreate: boolean },
): Promise<Appended | undefined> {
  const flags = constants.O_RDWR | constants.O_APPEND;
  const handle = mayCreate ? await openNew(file, flags | constants.O_CREAT) : await openExisting(file, flags);
  if (!handle) return undefined;
  try {
    const { ino, sizeBytes: start } = await stateOfHandle(handle);
    const isMidLine = start > 0 && (await readFully(handle, start - 1, 1))[0] !== LINE_END;
    const bytes = Buffer.from(`${isMidLine ? '\n' : ''}${lines.join('\n')}\n`);
    const { bytesWritten } = await handle.write(bytes, 0, bytes.length, null);
    let syncError: unknown;
    if (isDurable) {
      await handle.sync().catch((error: unknown) => (syncError = error));
      if (start === 0) await syncFolder(path.dirname(file));
    }
    const { sizeBytes: after } = await stateOfHandle(handle);
    return {
      count: bytesWritten === bytes.length ? lines.length : wholeLines(lines, bytesWritten - (isMidLine ? 1 : 0)),
      ino,
      start,
      end: after === start + bytes.length ? after : undefined,
      ...(syncError !== undefined && { syncError }),
    };
  } finally {
    await handle.close();
  }
}

/** How many of the lines fit into so many bytes; the last one may lack its end. */
function wholeLines(lines: readonly string[], bytes: number): number {
  let left = bytes;
  let count = 0;
  for (const line of lines) {
    left -= Buffer.byteLength(line);
    if (left < 0) break;
    left -= 1;
    count += 1;
  }
  return count;
}

async function openExisting(file: string, flags: number): Promise<FileHandle | undefined> {
  try {
    return await open(file, flags);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function openNew(file: string, flags: number): Promise<FileHandle> {
  const handle = await openExisting(file, flags);
  if (handle) return handle;
  await mkdir(path.dirname(file), { recursive: true }); // Somebody took the folder away.
  return open(file, flags);
}

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

/** Puts a file in the place of another, whole: a crash leaves the old or the new. @throws When it is not to be had. */
export async function replaceFile(file: string, text: string): Promise<FileState> {
  const temporary = await writeBeside(file, text);
  try {
    const state = await stateOf(temporary);
    await renameStubbornly(temporary, file);
    return state ?? { ino: 0n, sizeBytes: 0 };
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const RENAME_PAUSES_MS = [5, 20, 80];

/** Windows refuses while somebody has the file open, a virus scanner say; mostly for a moment. */
async function renameStubbornly(from: string, to: string): Promise<void> {
  for (const pauseMs of RENAME_PAUSES_MS) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error))) throw error;
    }
    await pause(pauseMs);
  }
  await rename(from, to);
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

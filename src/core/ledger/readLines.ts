import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { type FileState, openExisting, stateOf, stateOfHandle } from './fileState';

export const LINE_END = 0x0a;

/** Whole lines of a file, as it was when it was read. */
export interface Lines extends FileState {
  readonly lines: readonly string[];
  /** Where they begin and end in the file. */
  readonly from: number;
  readonly end: number;
  /** Half a line that follows them, or nothing. */
  readonly rest: string;
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
    return {
      lines: lines.filter((line) => line !== ''),
      ...state,
      from,
      end: from + length,
      rest: bytes.toString('utf8', length),
    };
  } finally {
    await handle.close();
  }
}

/** Whether a file is still as it was read: nobody has written in it, replaced it or taken it away. */
export async function isAsRead(file: string, read: Lines): Promise<boolean> {
  const state = await stateOf(file);
  return state?.ino === read.ino && state.sizeBytes === read.sizeBytes;
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

/** Reads so many bytes, or what there is. */
export async function readFully(handle: FileHandle, from: number, sizeBytes: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, sizeBytes));
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, from + length);
    if (bytesRead === 0) break; // It was cut off meanwhile.
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

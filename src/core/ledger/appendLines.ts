import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { openExisting, stateOfHandle } from './fileState';
import { LINE_END, readFully } from './readLines';
import { syncFolder } from './replaceFile';

export interface Appended {
  /** How many of the lines are in the file: fewer than asked for on a full disk. */
  readonly count: number;
  readonly ino: bigint;
  /** Where what was written begins and ends, if nobody else wrote at the same time. */
  readonly start: number;
  readonly end: number | undefined;
  /** They are written, but perhaps not on the disk itself. */
  readonly syncError?: Error;
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
    let syncError: Error | undefined;
    if (isDurable) {
      await handle.sync().catch((error: unknown) => {
        syncError = new Error('it may not be on the disk itself', { cause: error });
      });
      if (start === 0) await syncFolder(path.dirname(file));
    }
    const { sizeBytes: after } = await stateOfHandle(handle);
    return {
      count: bytesWritten === bytes.length ? lines.length : wholeLines(lines, bytesWritten - (isMidLine ? 1 : 0)),
      ino,
      start,
      end: after === start + bytes.length ? after : undefined,
      ...(syncError && { syncError }),
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

async function openNew(file: string, flags: number): Promise<FileHandle> {
  const handle = await openExisting(file, flags);
  if (handle) return handle;
  await mkdir(path.dirname(file), { recursive: true }); // Somebody took the folder away.
  return open(file, flags);
}

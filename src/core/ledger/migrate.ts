import { mkdir, readdir, readFile, rename, rmdir, link, rm } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../util/files';
import type { Logger } from '../util/logger';
import { decodeSessionOfVersion1, decodeTaskOfVersion1 } from './decodeVersion1';
import { parsed } from './fields';
import { fileStem, idOfStem, JOURNAL_ENDING } from './fileName';
import { stateOf } from './fileState';
import { syncFolder, writeBeside } from './replaceFile';
import { sessionKind, taskKind } from './kinds';
import { encodeLine } from './line';
import { sessionRecords, taskRecords } from './version1';

const ENDING = '.json';
const AT_ONCE = 16;
/** The writer of what was brought over. */
const WRITER = 'version-1';

/** A journal to be. */
interface Brought {
  readonly id: string;
  readonly records: readonly { readonly at: number }[];
}

/**
 * Brings over what version 1 left in the storage folder: `tasks/*.json` and `sessions/*.json`. Each becomes a journal, unless there
 * is one of its id, and is then moved to `ledger-1`, the backup; so a crash, another window doing the same, or an old window that
 * goes on writing do no harm: what is left is brought over the next time. What cannot be read goes to the backup as it is.
 */
export async function migrate(storage: string, ledger: string, log: Logger): Promise<void> {
  const backup = path.join(storage, 'ledger-1');
  await bringOver(
    path.join(storage, 'sessions'),
    path.join(ledger, 'sessions'),
    path.join(backup, 'sessions'),
    log,
    (value) => {
      const session = decodeSessionOfVersion1(value);
      return session && { id: session.sessionId, records: sessionRecords(session, sessionKind) };
    },
  );
  await bringOver(path.join(storage, 'tasks'), path.join(ledger, 'tasks'), path.join(backup, 'tasks'), log, (value) => {
    const task = decodeTaskOfVersion1(value);
    return task && { id: task.id, records: taskRecords(task, taskKind) };
  });
}

async function bringOver(
  from: string,
  to: string,
  backup: string,
  log: Logger,
  read: (value: unknown) => Brought | undefined,
): Promise<void> {
  try {
    const names = await readdir(from);
    await mkdir(to, { recursive: true });
    await mkdir(backup, { recursive: true });
    for (let at = 0; at < names.length; at += AT_ONCE) {
      await Promise.all(
        names
          .slice(at, at + AT_ONCE)
          .map(async (name) => {
            if (await bringOne(path.join(from, name), to, log, read))
              await rename(path.join(from, name), path.join(backup, name));
          })
          .map((done) => done.catch((error: unknown) => note(error, from, log))),
      );
    }
    await syncFolder(to);
    await rmdir(from);
    if (names.length > 0) log.info(`Brought over ${names.length} files of ${from}; they are kept in ${backup}`);
  } catch (error) {
    note(error, from, log);
  }
}

/** Nothing being there, or somebody else being at it, is as it should be. */
function note(error: unknown, from: string, log: Logger): void {
  if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error)))
    log.warn(`Could not bring over all of ${from}, which is tried again: ${String(error)}`);
}

/** @returns Whether the file is done with. */
async function bringOne(
  file: string,
  to: string,
  log: Logger,
  read: (value: unknown) => Brought | undefined,
): Promise<boolean> {
  if (!file.endsWith(ENDING)) return true; // Half a file of a crash, or one set aside before.
  const brought = read(parsed(await readFile(file, 'utf8')));
  if (!brought) {
    log.warn(`Could not read ${file}; it is kept in the backup`);
    return true;
  }
  const { id, records } = brought;
  const stem = fileStem(id);
  const journal = path.join(to, stem + JOURNAL_ENDING);
  if (await stateOf(journal)) return true;
  const named = idOfStem(stem) === id ? undefined : id;
  const temporary = await writeBeside(
    journal,
    records.map((record) => `${encodeLine(record, WRITER, named)}\n`).join(''),
  );
  try {
    await putInPlace(temporary, journal);
  } finally {
    await rm(temporary, { force: true });
  }
  return true;
}

/** Unlike renaming, this leaves a journal that another window has put there meanwhile, and perhaps written in. */
async function putInPlace(temporary: string, journal: string): Promise<void> {
  try {
    await link(temporary, journal);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    if (await stateOf(journal)) return;
    await rename(temporary, journal); // A disk without links.
  }
}

import path from 'node:path';
import type { Session } from '../model/session';
import { isSettled, type Task } from '../model/task';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';
import { decodeSessionRecord, decodeTaskRecord } from './decode';
import { foldSession, foldTask } from './fold';
import { Journals, type Kind } from './journals';
import { migrate } from './migrate';
import { LEDGER_VERSION, type SessionRecord, type TaskRecord } from './records';

export interface LedgerOptions {
  /** The extension's global storage. */
  readonly folder: string;
  readonly windowId: string;
  readonly log: Logger;
}

const taskKind: Kind<TaskRecord, Task> = {
  name: 'tasks',
  decode: decodeTaskRecord,
  fold: foldTask,
  isClosed: isSettled,
  summarise: (task, at) => ({ type: 'summary', task, at }),
  isKept: ({ type }) => type === 'action' || type === 'gap' || type === 'product',
};

const sessionKind: Kind<SessionRecord, Session> = {
  name: 'sessions',
  decode: decodeSessionRecord,
  fold: foldSession,
  isClosed: ({ state }) => state === 'ended',
  summarise: (session, at) => ({ type: 'summary', session, at }),
  isKept: () => false,
};

/** Where the ledger of this version is, within the extension's global storage. */
export const ledgerFolder = (folder: string): string => path.join(folder, `ledger-${LEDGER_VERSION}`);

/** What the disk knows of tasks and sessions, shared by all windows. Its layout is in README.md beside this file. */
export class Ledger implements Disposable {
  private constructor(
    readonly tasks: Journals<TaskRecord, Task>,
    readonly sessions: Journals<SessionRecord, Session>,
  ) {}

  /** Opens the ledger, after bringing over what an older version left. */
  static async open(options: LedgerOptions): Promise<{
    readonly ledger: Ledger;
    readonly tasks: ReadonlyMap<string, Task>;
    readonly sessions: ReadonlyMap<string, Session>;
  }> {
    await migrate(options.folder, options.log);
    const place = { ...options, folder: ledgerFolder(options.folder) };
    const [tasks, sessions] = await Promise.all([
      Journals.open({ ...place, kind: taskKind }),
      Journals.open({ ...place, kind: sessionKind }),
    ]);
    return {
      ledger: new Ledger(tasks.journals, sessions.journals),
      tasks: tasks.summaries,
      sessions: sessions.summaries,
    };
  }

  /** Looks what other windows have recorded. Sessions first: a task is shown beneath its session. */
  async sync(): Promise<void> {
    await this.sessions.sync();
    await this.tasks.sync();
  }

  async flush(): Promise<void> {
    await Promise.all([this.tasks.flush(), this.sessions.flush()]);
  }

  dispose(): void {
    this.tasks.dispose();
    this.sessions.dispose();
  }
}

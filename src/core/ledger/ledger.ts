import path from 'node:path';
import type { Session } from '../model/session';
import type { Task } from '../model/task';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';
import { FolderWatch } from './folderWatch';
import { Journals } from './journals';
import { sessionKind, taskKind } from './kinds';
import { migrate } from './migrate';
import { LEDGER_VERSION, type SessionRecord, type TaskRecord } from './records';

export interface LedgerOptions {
  /** The extension's global storage. */
  readonly folder: string;
  readonly windowId: string;
  readonly log: Logger;
}

/** Where the ledger of this version is, within the extension's global storage. */
export const ledgerFolder = (folder: string): string => path.join(folder, `ledger-${LEDGER_VERSION}`);

/** What the disk knows of tasks and sessions, shared by all windows. Its layout is in README.md beside this file. */
export class Ledger implements Disposable {
  #watches: readonly FolderWatch[] = [];

  private constructor(
    readonly tasks: Journals<TaskRecord, Task>,
    readonly sessions: Journals<SessionRecord, Session>,
    private readonly log: Logger,
  ) {}

  /** Opens the ledger, after bringing over what an older version left. Never fails: without a disk it is empty. */
  static async open(options: LedgerOptions): Promise<{
    readonly ledger: Ledger;
    readonly tasks: ReadonlyMap<string, Task>;
    readonly sessions: ReadonlyMap<string, Session>;
  }> {
    const place = { ...options, folder: ledgerFolder(options.folder) };
    await migrate(options.folder, place.folder, options.log);
    const [tasks, sessions] = await Promise.all([
      Journals.open({ ...place, kind: taskKind }),
      Journals.open({ ...place, kind: sessionKind }),
    ]);
    return {
      ledger: new Ledger(tasks.journals, sessions.journals, options.log),
      tasks: tasks.summaries,
      sessions: sessions.summaries,
    };
  }

  /** Tells from here on what other windows record, as soon as the system says so. Call it when somebody listens. */
  watch(): void {
    const { tasks, sessions, log } = this;
    // Sessions first: a task is shown beneath its session.
    this.#watches = [
      new FolderWatch(sessions.folder, (names) => void (names ? sessions.look(names) : sessions.sync()), log),
      new FolderWatch(tasks.folder, (names) => void (names ? tasks.look(names) : tasks.sync()), log),
    ];
    void this.sync(); // What came between opening and watching.
  }

  /** Looks what other windows have recorded. */
  async sync(): Promise<void> {
    await this.sessions.sync();
    await this.tasks.sync();
  }

  /** Resolves when everything recorded so far is written. */
  async flush(): Promise<void> {
    await Promise.all([this.tasks.flush(), this.sessions.flush()]);
  }

  dispose(): void {
    for (const watch of this.#watches) watch.dispose();
    this.tasks.dispose();
    this.sessions.dispose();
  }
}

import { isDeepStrictEqual } from 'node:util';
import { sessionKind, taskKind } from '../ledger/kinds';
import { Ledger } from '../ledger/ledger';
import { foldSession, foldTask, timelineEntry } from '../ledger/fold';
import type { SessionFact, SessionRecord, TaskFact, TaskRecord } from '../ledger/records';
import type { Session } from '../model/session';
import { isSettled, type Task, type TimelineEntry, type TimelinePage } from '../model/task';
import type { Clock } from '../util/clock';
import { type Disposable, Emitter } from '../util/emitter';
import type { Logger } from '../util/logger';
import { Shelf } from './shelf';

/** One thing that changed. `after` absent: it was removed; `before` absent: it is new. */
export type Change =
  | {
      readonly kind: 'task';
      readonly before?: Task;
      readonly after?: Task;
      /** What was added to the timeline. */
      readonly entries: readonly TimelineEntry[];
    }
  | { readonly kind: 'session'; readonly before?: Session; readonly after?: Session };

export interface StoreOptions {
  /** Where the ledger is kept. */
  readonly folder: string;
  readonly windowId: string;
  /** The window that is to tell the person about an end: asked when a task settles. */
  readonly teller: () => string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What must not be lost, whatever happens to the machine. The rest is written soon. */
const durable: ReadonlySet<TaskFact['type']> = new Set<TaskFact['type']>([
  'created',
  'sending',
  'accepted',
  'terminating',
  'product',
  'settled',
]);

const begins = ({ type }: TaskFact): boolean => type === 'created' || type === 'summary';

/**
 * The one owner of what we know about sessions and tasks, in memory, with the ledger on disk behind it. It is told facts; what
 * a task or session then is follows from them. Every change is announced, those of other windows too. Silent when nothing is
 * new, so a quiet poll redraws nothing.
 */
export class Store implements Disposable {
  readonly #tasks = new Shelf<Task>(
    ({ id }) => id,
    ({ sessionId }) => sessionId,
  );
  readonly #sessions = new Shelf<Session>(
    ({ sessionId }) => sessionId,
    () => undefined,
  );
  readonly #unsettled = new Map<string, Task>();
  /** Our ids by the service's. */
  readonly #ownIds = new Map<string, string>();
  readonly #changed = new Emitter<Change>();
  readonly onDidChange = this.#changed.event;

  private constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly teller: () => string,
  ) {}

  /** Opens the ledger, with all that this and other windows left there. */
  static async open({ clock, teller, ...place }: StoreOptions): Promise<Store> {
    const { ledger, tasks, sessions } = await Ledger.open(place);
    const store = new Store(ledger, clock, teller);
    for (const session of sessions.values()) store.#sessions.put(session);
    for (const task of tasks.values()) store.#setTask(task);
    ledger.tasks.onDidRead((foreign) => {
      if ('isRemoved' in foreign) store.#dropTask(foreign.id);
      else store.#foldTask(foreign.id, foreign.records, foreign.replaces ? undefined : store.task(foreign.id));
    });
    ledger.sessions.onDidRead((foreign) => {
      if ('isRemoved' in foreign) store.#dropSession(foreign.id);
      else store.#foldSession(foreign.id, foreign.records, foreign.replaces ? undefined : store.session(foreign.id));
    });
    ledger.watch();
    return store;
  }

  task(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  /** Finds a task by our id or by the service's. */
  findTask(id: string): Task | undefined {
    return this.#tasks.get(id) ?? this.#tasks.get(this.#ownIds.get(id) ?? '');
  }

  session(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId);
  }

  /** Newest first. */
  tasks(): readonly Task[] {
    return this.#tasks.all();
  }

  /** Those of which more is to be expected, in no order. */
  unsettled(): ReadonlyMap<string, Task> {
    return this.#unsettled;
  }

  /** Newest first. */
  tasksOf(sessionId: string): readonly Task[] {
    return this.#tasks.of(sessionId);
  }

  /** Those that never got a session, or whose session is not known any more. Newest first. */
  tasksWithoutSession(): readonly Task[] {
    const groups = this.#tasks.groups().filter((sessionId) => sessionId === undefined || !this.session(sessionId));
    const [only = []] = groups.map((sessionId) => this.#tasks.of(sessionId));
    return groups.length > 1 ? this.#tasks.newestFirst(groups.flatMap((sessionId) => this.#tasks.of(sessionId))) : only;
  }

  /** Newest first. */
  sessions(): readonly Session[] {
    return this.#sessions.all();
  }

  /**
   * Records what happened to a task, now.
   * @returns The task as it is then; `undefined` for one that was removed: what comes of it late does not bring it back.
   */
  record(id: string, ...facts: readonly [TaskFact, ...TaskFact[]]): Task | undefined {
    const at = this.clock.now();
    const before = this.task(id);
    if (!before && !begins(facts[0])) return undefined;
    const records = facts.map((fact): TaskRecord =>
      fact.type === 'settled' ? { toldBy: this.teller(), ...fact, at } : { ...fact, at },
    );
    const after = this.#foldTask(id, records, before);
    if (after === before) return after;
    this.ledger.tasks.append(
      id,
      records,
      facts.some(({ type }) => durable.has(type)),
    );
    if (after && taskKind.isClosed(after)) this.ledger.tasks.close(id, after);
    return after;
  }

  /** Records what happened to a session, now. @returns The session as it is then. */
  recordSession(sessionId: string, fact: SessionFact): Session | undefined {
    const record: SessionRecord = { ...fact, at: this.clock.now() };
    const before = this.session(sessionId);
    const after = this.#foldSession(sessionId, [record], before);
    if (after === before) return after;
    this.ledger.sessions.append(sessionId, [record], true);
    if (after && sessionKind.isClosed(after)) this.ledger.sessions.close(sessionId, after);
    return after;
  }

  removeTask(id: string): void {
    if (!this.task(id)) return;
    this.ledger.tasks.remove(id);
    this.#dropTask(id);
  }

  removeSession(sessionId: string): void {
    if (!this.session(sessionId)) return;
    for (const task of [...this.tasksOf(sessionId)]) this.removeTask(task.id);
    this.ledger.sessions.remove(sessionId);
    this.#dropSession(sessionId);
  }

  /** Part of a task's timeline, from disk: at most `limit` entries, the latest before the one numbered `before`. */
  async timeline(id: string, limit: number, before = Infinity): Promise<TimelinePage> {
    const entries = (await this.ledger.tasks.read(id)).map(timelineEntry).filter((entry) => entry !== undefined);
    const end = Math.min(before, entries.length);
    const first = Math.max(0, end - limit);
    return { first, entries: entries.slice(first, end) };
  }

  /** The `task_product`, from disk: Markdown, or JSON text. `undefined` when there is none. */
  async product(id: string): Promise<string | undefined> {
    const records = await this.ledger.tasks.read(id);
    return records.find((record) => record.type === 'product')?.text;
  }

  /** Looks what other windows have recorded. */
  sync(): Promise<void> {
    return this.ledger.sync();
  }

  /** Resolves when all that was recorded so far is on disk. */
  flush(): Promise<void> {
    return this.ledger.flush();
  }

  dispose(): void {
    this.ledger.dispose();
    this.#changed.dispose();
  }

  #foldTask(id: string, records: readonly TaskRecord[], from: Task | undefined): Task | undefined {
    const before = this.task(id);
    const after = records.reduce<Task | undefined>((task, record) => foldTask(task, id, record), from);
    if (!after || isDeepStrictEqual(before, after)) return before;
    this.#setTask(after);
    // Of a closed book that replaces what we knew, the entries we have are told no second time.
    const known = before === undefined || from === before ? 0 : before.entryCount;
    const entries = records
      .map(timelineEntry)
      .filter((entry) => entry !== undefined)
      .slice(known);
    this.#changed.fire({ kind: 'task', after, ...(before && { before }), entries });
    return after;
  }

  #foldSession(sessionId: string, records: readonly SessionRecord[], from: Session | undefined): Session | undefined {
    const before = this.session(sessionId);
    const after = records.reduce<Session | undefined>(
      (session, record) => foldSession(session, sessionId, record),
      from,
    );
    if (!after || isDeepStrictEqual(before, after)) return before;
    this.#sessions.put(after);
    this.#changed.fire({ kind: 'session', after, ...(before && { before }) });
    return after;
  }

  #setTask(task: Task): void {
    this.#tasks.put(task);
    if (task.taskId !== undefined) this.#ownIds.set(task.taskId, task.id);
    if (isSettled(task)) this.#unsettled.delete(task.id);
    else this.#unsettled.set(task.id, task);
  }

  #dropTask(id: string): void {
    const before = this.task(id);
    if (!before) return;
    this.#tasks.delete(id);
    if (before.taskId !== undefined) this.#ownIds.delete(before.taskId);
    this.#unsettled.delete(id);
    this.#changed.fire({ kind: 'task', before, entries: [] });
  }

  #dropSession(sessionId: string): void {
    const before = this.session(sessionId);
    if (!before) return;
    this.#sessions.delete(sessionId);
    this.#changed.fire({ kind: 'session', before });
  }
}

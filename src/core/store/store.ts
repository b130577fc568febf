import { isDeepStrictEqual } from 'node:util';
import path from 'node:path';
import type { Session } from '../model/session';
import { isSettled, type Task } from '../model/task';
import { Emitter } from '../util/emitter';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';
import { decodeSession, decodeTask } from './decode';
import { RecordFolder } from './records';

/** One thing that changed. `after` absent: it was removed; `before` absent: it is new. */
export type Change =
  | { readonly kind: 'task'; readonly before?: Task; readonly after?: Task }
  | { readonly kind: 'session'; readonly before?: Session; readonly after?: Session };

/**
 * The one owner of what we know about sessions and tasks. Values are immutable and replaced whole; every change is announced
 * and written to disk. Silent when nothing is new, so a quiet poll redraws nothing.
 */
export class Store implements Disposable {
  readonly #tasks = new Map<string, Task>();
  readonly #sessions = new Map<string, Session>();
  readonly #changed = new Emitter<Change>();
  readonly onDidChange = this.#changed.event;

  private constructor(
    private readonly taskRecords: RecordFolder<Task>,
    private readonly sessionRecords: RecordFolder<Session>,
  ) {}

  /** Opens the store kept in `folder`, with all that an earlier window left there. */
  static async open(folder: string, log: Logger): Promise<Store> {
    const store = new Store(
      new RecordFolder(path.join(folder, 'tasks'), decodeTask, log),
      new RecordFolder(path.join(folder, 'sessions'), decodeSession, log),
    );
    const [tasks, sessions] = await Promise.all([store.taskRecords.load(), store.sessionRecords.load()]);
    for (const task of tasks) store.#tasks.set(task.id, task);
    for (const session of sessions) store.#sessions.set(session.sessionId, session);
    return store;
  }

  task(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  /** Finds a task by our id or by the service's. */
  findTask(id: string): Task | undefined {
    return this.#tasks.get(id) ?? this.tasks().find((task) => task.taskId === id);
  }

  session(sessionId: string): Session | undefined {
    return this.#sessions.get(sessionId);
  }

  /** Newest first. */
  tasks(): Task[] {
    return [...this.#tasks.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Newest first. */
  tasksOf(sessionId: string): Task[] {
    return this.tasks().filter((task) => task.sessionId === sessionId);
  }

  /** Those that never got a session, or whose session is not known any more. Newest first. */
  tasksWithoutSession(): Task[] {
    return this.tasks().filter(({ sessionId }) => sessionId === undefined || !this.#sessions.has(sessionId));
  }

  /** Newest first. */
  sessions(): Session[] {
    return [...this.#sessions.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  putTask(after: Task): void {
    const before = this.#tasks.get(after.id);
    if (before && isDeepStrictEqual(before, after)) return;
    this.#tasks.set(after.id, after);
    this.taskRecords.save(after.id, after);
    this.#changed.fire({ kind: 'task', after, ...(before && { before }) });
  }

  /**
   * Replaces a task by what `change` makes of it. A settled task stays as it is, so a late answer cannot undo an end.
   * @returns The task as it is then; `undefined` when there is none of this id.
   */
  updateTask(id: string, change: (task: Task) => Task): Task | undefined {
    const before = this.#tasks.get(id);
    if (!before || isSettled(before)) return before;
    const after = change(before);
    this.putTask(after);
    return after;
  }

  putSession(after: Session): void {
    const before = this.#sessions.get(after.sessionId);
    if (before && isDeepStrictEqual(before, after)) return;
    this.#sessions.set(after.sessionId, after);
    this.sessionRecords.save(after.sessionId, after);
    this.#changed.fire({ kind: 'session', after, ...(before && { before }) });
  }

  removeTask(id: string): void {
    const before = this.#tasks.get(id);
    if (!before) return;
    this.#tasks.delete(id);
    this.taskRecords.remove(id);
    this.#changed.fire({ kind: 'task', before });
  }

  removeSession(sessionId: string): void {
    const before = this.#sessions.get(sessionId);
    if (!before) return;
    for (const task of this.tasksOf(sessionId)) this.removeTask(task.id);
    this.#sessions.delete(sessionId);
    this.sessionRecords.remove(sessionId);
    this.#changed.fire({ kind: 'session', before });
  }

  /** Lets go of a session and its tasks, which stay on disk: another window is at work on them and keeps their record. */
  releaseSession(sessionId: string): void {
    for (const task of this.tasksOf(sessionId)) this.releaseTask(task.id);
    this.#sessions.delete(sessionId);
  }

  /** As `releaseSession`, for one task. */
  releaseTask(id: string): void {
    this.#tasks.delete(id);
  }

  /** Resolves when all that was recorded so far is on disk. */
  async flush(): Promise<void> {
    await Promise.all([this.taskRecords.flush(), this.sessionRecords.flush()]);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

import type { Session } from '../model/session';
import { isSettled, type Task } from '../model/task';
import type { Change, Store } from '../store/store';
import { DisposableStore } from '../util/disposable';
import { type Disposable, Emitter } from '../util/emitter';
import type { Logger } from '../util/logger';
import type { Windows, Wish } from '../windows/windows';
import { judge } from './judge';
import { endSession } from './sessionEnd';

export interface KeeperOptions {
  readonly store: Store;
  readonly windows: Pick<
    Windows,
    'id' | 'tenure' | 'isAlive' | 'attention' | 'beat' | 'flush' | 'wishes' | 'unwish' | 'onDidChange' | 'onDidBeat'
  >;
  /** Ends a task that is this window's to write about; what came of it is recorded. */
  readonly terminate: (id: string) => Promise<void>;
  /** Whether the AgentBay Local of a session still runs, in whichever window. */
  readonly isLocalAlive: (session: Session) => Promise<boolean>;
  readonly log: Logger;
}

const LOCAL_CLOSED = 'AgentBay Local ended together with the window it belonged to.';

/**
 * Knows which tasks are this window's to write about, and sees to what nobody else will: tasks, sessions and wishes that a window
 * left behind, and tasks whose session has ended.
 */
export class Keeper implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new Emitter<void>());
  /** Tasks became this window's to write about. */
  readonly onDidChange = this.#changed.event;
  /** The tenure in which this window may act: it has read all that the keeper before it had written. */
  #tenure: number | undefined;
  /** The wishes seen to, lest one is granted twice while its window has not taken it back. */
  #granted = new Set<string>();
  #round: Promise<void> | undefined;
  #isRoundDue = false;
  /** Whether some AgentBay Local may have gone with its window. */
  #mayLocalsBeGone = true;
  #isDisposed = false;

  constructor(private readonly options: KeeperOptions) {
    const { store, windows } = options;
    this.#owned.add(store.onDidChange((change) => this.#onChange(change)));
    this.#owned.add(
      windows.onDidChange(() => {
        this.#mayLocalsBeGone = true;
        void this.lookAfter();
      }),
    );
    this.#owned.add(windows.onDidBeat(() => void this.#onBeat()));
  }

  /**
   * Whether this window may write about a task. Until the service has accepted it, and on AgentBay Local always, that is the window
   * that started it, as long as it lives; for any other task it is the one window that is the keeper.
   */
  isMine(task: Task): boolean {
    const holder = this.#holder(task);
    return holder === undefined ? this.#isKeeping : holder === this.options.windows.id;
  }

  /** Looks once whether there is something to see to. @returns When that is done. Never rejects. */
  lookAfter(): Promise<void> {
    this.#isRoundDue = true;
    this.#round ??= this.#rounds();
    return this.#round;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#owned.dispose();
  }

  get #isKeeping(): boolean {
    const { tenure } = this.options.windows;
    return tenure !== undefined && tenure === this.#tenure;
  }

  async #rounds(): Promise<void> {
    while (this.#isRoundDue && !this.#isDisposed) {
      this.#isRoundDue = false;
      try {
        await this.#goRound();
      } catch (error) {
        this.options.log.error(`Tasks could not be looked after: ${String(error)}`);
      }
    }
    // In the same breath as the last look at what is due, so that no round is missed.
    this.#round = undefined;
  }

  async #goRound(): Promise<void> {
    const { store, windows } = this.options;
    windows.beat(this.#pulse());
    // Whether this window is the keeper is known then.
    await windows.flush();
    await this.#beginTenure();
    await this.#endLostLocals();
    if (this.#orphans().length > 0 || this.#vainWishes().length > 0) {
      // They are judged by what their windows wrote last.
      await store.sync();
      if (this.#isDisposed) return;
      this.#recoverSessions();
      for (const task of this.#orphans()) this.#settle(task);
      for (const { terminate } of this.#vainWishes()) windows.unwish(terminate);
    }
    this.#keepUndeleted();
    this.#grantWishes();
  }

  /** A keeper goes on from where the one before it was: what that wrote last may not have been read yet. */
  async #beginTenure(): Promise<void> {
    const { store, windows } = this.options;
    const { tenure } = windows;
    if (tenure === undefined || tenure === this.#tenure) return;
    await store.sync();
    if (this.#isDisposed) return;
    this.#tenure = tenure;
    this.#endAgain();
    this.#changed.fire();
  }

  /** Whether the service heard of it that a task is to end, whoever asked may not have lived to learn. */
  #endAgain(): void {
    for (const task of this.options.store.unsettled().values()) {
      if (task.state === 'terminating' && task.taskId !== undefined && this.isMine(task)) void this.#terminate(task);
    }
  }

  #pulse(): Parameters<Windows['beat']>[0] {
    const { store, windows } = this.options;
    const { isFocused, isListVisible } = windows.attention;
    const unsettled = store.unsettled();
    const isForKeeper = (task: Task): boolean => (this.#holder(task) ?? windows.id) === windows.id;
    return {
      isBeating: unsettled.size > 0 || (isFocused && isListVisible),
      wantsKeeping: some(unsettled.values(), isForKeeper),
    };
  }

  /** The window that alone may write about a task; `undefined` when the keeper does. */
  #holder({ taskId, connection, windowId }: Task): string | undefined {
    const isHeld = taskId === undefined || connection === 'local';
    return isHeld && this.options.windows.isAlive(windowId) ? windowId : undefined;
  }

  #onChange(change: Change): void {
    if (change.kind === 'session') {
      // In the same breath, so that no view ever shows a task at work in a session that is over.
      if (change.after?.state === 'ended') this.#settleIn(change.after);
      void this.lookAfter();
      return;
    }
    const { before, after } = change;
    const changesHands = before?.taskId !== after?.taskId || before?.endedAt !== after?.endedAt;
    if (!before || !after || changesHands) void this.lookAfter();
  }

  async #onBeat(): Promise<void> {
    await this.options.store.sync();
    if (this.#mayLocalsBeGone || this.options.windows.wishes().length > 0) await this.lookAfter();
  }

  #settleIn({ sessionId }: Session): void {
    const { store, windows } = this.options;
    for (const task of store.tasksOf(sessionId)) {
      const isOrphan = task.taskId === undefined && !windows.isAlive(task.windowId);
      if (!isSettled(task) && !isOrphan && this.isMine(task)) this.#settle(task);
    }
  }

  #verdict(task: Task): ReturnType<typeof judge> {
    const { store, windows } = this.options;
    const session = task.sessionId === undefined ? undefined : store.session(task.sessionId);
    return judge(task, { session, isWindowAlive: windows.isAlive(task.windowId) });
  }

  #settle(task: Task): void {
    const verdict = this.#verdict(task);
    if (verdict) this.options.store.record(task.id, verdict);
  }

  /** The tasks that are ours, and of which nothing more will be heard. */
  #orphans(): Task[] {
    return [...this.options.store.unsettled().values()].filter(
      (task) => this.isMine(task) && this.#verdict(task) !== undefined,
    );
  }

  /** Of a session whose own record is damaged, its task names enough to go on asking. */
  #recoverSessions(): void {
    const { store, log } = this.options;
    for (const { sessionId, endpoint, connection } of store.unsettled().values()) {
      if (connection !== 'cloud' || sessionId === undefined || endpoint === undefined) continue;
      if (store.session(sessionId)) continue;
      log.warn(`The record of session ${sessionId} could not be read; it is begun anew from what a task in it tells`);
      store.recordSession(sessionId, { type: 'known', connection, endpoint, imageId: '' });
    }
  }

  /** Ends the sessions whose AgentBay Local has gone with its window. */
  async #endLostLocals(): Promise<void> {
    if (!this.#mayLocalsBeGone) return;
    const { store, windows, isLocalAlive } = this.options;
    // Of a Local whose window is there, that window knows best: the process may be out of our sight, in another container.
    const isLeft = (session: Session): boolean =>
      store.tasksOf(session.sessionId).every(({ windowId }) => !windows.isAlive(windowId));
    const open = store
      .sessions()
      .filter((session) => session.connection === 'local' && session.state !== 'ended' && isLeft(session));
    for (const session of open) {
      if (!(await isLocalAlive(session)) && !this.#isDisposed) endSession(store, session.sessionId, LOCAL_CLOSED);
    }
    // A server outlives its window by moments: while its tasks wait, it is looked for again with the next beat.
    this.#mayLocalsBeGone = some(
      store.unsettled().values(),
      ({ connection, windowId }) => connection === 'local' && !windows.isAlive(windowId),
    );
  }

  /** A delete whose window is gone: whether the session is there is asked again rather than taken from the wish. */
  #keepUndeleted(): void {
    const { store, windows } = this.options;
    for (const { sessionId, state, deletingBy } of store.sessions()) {
      if (state !== 'deleting' || (deletingBy !== undefined && windows.isAlive(deletingBy))) continue;
      store.recordSession(sessionId, { type: 'kept' });
    }
  }

  /** Wishes about tasks that have settled, or that nobody knows. */
  #vainWishes(): readonly Wish[] {
    const { store, windows } = this.options;
    return windows.wishes().filter(({ terminate }) => {
      const task = store.task(terminate);
      return !task || isSettled(task);
    });
  }

  /** Each wish is granted once: when that fails, the failure is a fact about the task, for a person to decide on. */
  #grantWishes(): void {
    const { store, windows } = this.options;
    const wishes = windows.wishes();
    this.#granted = new Set(wishes.map(nameOf).filter((name) => this.#granted.has(name)));
    for (const wish of wishes) {
      const task = store.task(wish.terminate);
      if (!task || isSettled(task) || !this.isMine(task) || this.#granted.has(nameOf(wish))) continue;
      this.#granted.add(nameOf(wish));
      void this.#terminate(task).finally(() => windows.unwish(task.id));
    }
  }

  /** Never rejects: what came of it is a fact about the task. */
  async #terminate({ id }: Task): Promise<void> {
    const { terminate, log } = this.options;
    await terminate(id).catch((error: unknown) =>
      log.warn(`A task could not be terminated for another window: ${String(error)}`),
    );
  }
}

const nameOf = ({ terminate, at }: Wish): string => `${terminate} ${at}`;

function some<T>(values: Iterable<T>, is: (value: T) => boolean): boolean {
  for (const value of values) if (is(value)) return true;
  return false;
}

import assert from 'node:assert/strict';
import type { Attention } from '../../../../src/core/model/attention';
import { noAttention } from '../../../../src/core/model/attention';
import type { Session } from '../../../../src/core/model/session';
import type { Store } from '../../../../src/core/store/store';
import { Keeper } from '../../../../src/core/sync/keeper';
import { Emitter } from '../../../../src/core/util/emitter';
import type { Wish } from '../../../../src/core/windows/windows';
import { anUnsentTask, aSession, aTask, THIS_WINDOW } from '../../../support/builders';
import { MemoryLog } from '../../../support/log';
import { openStore, putSession, putTask } from '../../../support/store';
import { temporaryFolder } from '../../../support/temporary';

const OTHER = 'window-2';
const DEAD = 'window-dead';

/** The windows as a test says they are. */
class FakeWindows {
  readonly id = THIS_WINDOW;
  isKeeper = true;
  epoch = 1;
  attention: Attention = noAttention;
  others = new Set<string>();
  wanted: Wish[] = [];
  beats: { readonly isBeating: boolean; readonly wantsKeeping: boolean }[] = [];
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #beaten = new Emitter<void>();
  readonly onDidBeat = this.#beaten.event;
  get tenure(): number | undefined {
    return this.isKeeper ? this.epoch : undefined;
  }
  isAlive = (windowId: string): boolean => windowId === this.id || this.others.has(windowId);
  wishes = (): readonly Wish[] => this.wanted;
  unwish = (id: string): void => void (this.wanted = this.wanted.filter(({ terminate }) => terminate !== id));
  beat = (how: FakeWindows['beats'][number]): void => void this.beats.push(how);
  flush = (): Promise<void> => Promise.resolve();
  change = (): void => this.#changed.fire();
  pass = (): void => this.#beaten.fire();
}

describe('the keeper', () => {
  let store: Store;
  let windows: FakeWindows;
  let keeper: Keeper;
  /** Ids of the tasks the keeper has terminated. */
  let terminated: string[];
  let onTerminate: () => Promise<void>;
  /** Process ids of the Locals that run. */
  let locals: Set<number | undefined>;
  let looks: number;

  afterEach(async () => {
    keeper.dispose();
    await store.flush();
    store.dispose();
  });
  const folder = temporaryFolder();
  beforeEach(async () => {
    store = await openStore(folder());
    windows = new FakeWindows();
    terminated = [];
    onTerminate = () => Promise.resolve();
    locals = new Set();
    looks = 0;
    keeper = new Keeper({
      store,
      windows,
      terminate: (id) => {
        terminated.push(id);
        return onTerminate();
      },
      isLocalAlive: ({ localPid }: Session) => {
        looks += 1;
        return Promise.resolve(locals.has(localPid));
      },
      log: new MemoryLog(),
    });
    await keeper.lookAfter();
  });

  const state = (id = 'own-1') => store.task(id)?.state;
  const local = aSession({ sessionId: 'session-l', connection: 'local', endpoint: 'http://127.0.0.1:1', localPid: 42 });

  describe('says whose task it is:', () => {
    const sent = aTask({ windowId: OTHER });
    const { taskId: _none, ...unsent } = sent;
    const onLocal = aTask({ windowId: OTHER, connection: 'local' });

    it('its window’s until the service has accepted it, and always on AgentBay Local', () => {
      windows.others.add(OTHER);
      assert.deepEqual(
        [unsent, onLocal, sent].map((task) => keeper.isMine(task)),
        [false, false, true],
      );
      windows.isKeeper = false;
      assert.deepEqual(
        [unsent, onLocal, sent].map((task) => keeper.isMine(task)),
        [false, false, false],
      );
      const own = { windowId: THIS_WINDOW };
      assert.deepEqual(
        [unsent, onLocal, sent].map((task) => keeper.isMine({ ...task, ...own })),
        [true, true, false],
      );
    });

    it('the keeper’s when its window is gone', () => {
      assert.deepEqual(
        [unsent, onLocal, sent].map((task) => keeper.isMine(task)),
        [true, true, true],
      );
      windows.isKeeper = false;
      assert.deepEqual(
        [unsent, onLocal, sent].map((task) => keeper.isMine(task)),
        [false, false, false],
      );
    });
  });

  describe('takes the place of another', () => {
    /** Another window, which was the keeper and is gone. */
    const formerly = async (...facts: Parameters<Store['record']>[1][]): Promise<void> => {
      windows.isKeeper = false;
      windows.others.add(DEAD);
      const other = await openStore(folder(), { windowId: DEAD });
      for (const fact of facts) other.record('own-1', fact);
      await other.flush();
      other.dispose();
      windows.others.delete(DEAD);
      windows.isKeeper = true;
      windows.epoch += 1;
    };
    beforeEach(async () => {
      putSession(store, aSession());
      putTask(store, aTask());
      await store.flush();
    });

    it('only when it has read what that wrote last', async () => {
      await formerly({ type: 'action', text: 'Clicks' });
      const task = store.task('own-1')!;
      const seen: unknown[] = [];
      keeper.onDidChange(() => seen.push([keeper.isMine(task), store.task('own-1')?.lastAction?.text]));
      assert.equal(keeper.isMine(task), false);
      await keeper.lookAfter();
      assert.deepEqual(seen, [[true, 'Clicks']]);
    });

    it('anew after each time that it was not the keeper, however short', async () => {
      await keeper.lookAfter();
      const task = store.task('own-1')!;
      assert.equal(keeper.isMine(task), true);
      windows.epoch += 1;
      assert.equal(keeper.isMine(task), false, 'it lapsed and came back');
      await keeper.lookAfter();
      assert.equal(keeper.isMine(task), true);
    });

    it('and asks once more for an end that nobody may have asked for', async () => {
      await formerly({ type: 'terminating' });
      await keeper.lookAfter();
      await keeper.lookAfter();
      assert.deepEqual(terminated, ['own-1']);
    });
  });

  describe('lets the window beat', () => {
    it('only while a task is to be heard of, and keep only what is not another window’s', async () => {
      await keeper.lookAfter();
      assert.deepEqual(windows.beats.at(-1), { isBeating: false, wantsKeeping: false });
      windows.others.add(OTHER);
      putTask(store, anUnsentTask({ windowId: OTHER }));
      await keeper.lookAfter();
      assert.deepEqual(windows.beats.at(-1), { isBeating: true, wantsKeeping: false });
      putSession(store, aSession());
      store.record('own-1', {
        type: 'accepted',
        taskId: 't',
        sessionId: 'session-1',
        agent: 'computer',
        connection: 'cloud',
      });
      await keeper.lookAfter();
      assert.deepEqual(windows.beats.at(-1), { isBeating: true, wantsKeeping: true });
      store.record('own-1', { type: 'settled', state: 'finished' });
      await keeper.lookAfter();
      assert.deepEqual(windows.beats.at(-1), { isBeating: false, wantsKeeping: false });
    });

    it('while a person looks at the list', async () => {
      windows.attention = { isFocused: true, isListVisible: true, pages: [] };
      windows.change();
      await keeper.lookAfter();
      assert.deepEqual(windows.beats.at(-1), { isBeating: true, wantsKeeping: false });
    });
  });

  describe('judges what a window left behind:', () => {
    it('a task of the cloud goes on without it', async () => {
      putSession(store, aSession());
      putTask(store, aTask({ windowId: DEAD }));
      await keeper.lookAfter();
      assert.equal(state(), 'running');
    });

    it('a task that was never sent was not sent', async () => {
      putTask(store, anUnsentTask({ windowId: DEAD, sessionId: 'session-1' }));
      await keeper.lookAfter();
      assert.equal(state(), 'notSent');
      assert.match(store.task('own-1')?.reason ?? '', /closed before the task was sent/);
    });

    it('whether a task that was sent without an answer runs, nobody knows', async () => {
      putTask(store, anUnsentTask({ windowId: DEAD, sessionId: 'session-1', sentAt: 2_000 }));
      await keeper.lookAfter();
      assert.equal(state(), 'unconfirmed');
      assert.match(store.task('own-1')?.reason ?? '', /may or may not be running\. Look at its session/);
    });

    it('by what it wrote last, of which nobody has told us yet', async () => {
      windows.others.add(DEAD);
      const other = await openStore(folder(), { windowId: DEAD });
      putSession(other, aSession());
      putTask(other, anUnsentTask({ windowId: DEAD, sessionId: 'session-1', sentAt: 2_000 }));
      await other.flush();
      await store.sync();
      const where = { sessionId: 'session-1', agent: 'computer', connection: 'cloud' } as const;
      other.record('own-1', { type: 'accepted', taskId: 'task-7', ...where });
      await other.flush();
      windows.others.delete(DEAD);
      await keeper.lookAfter();
      other.dispose();
      assert.equal(state(), 'running');
      assert.equal(store.task('own-1')?.taskId, 'task-7');
    });

    it('nothing of a window that lives, or as long as another window is the keeper', async () => {
      windows.others.add(OTHER);
      putTask(store, anUnsentTask({ id: 'alive', windowId: OTHER, sentAt: 2_000 }));
      putTask(store, anUnsentTask({ id: 'own', sentAt: 2_000 }));
      await keeper.lookAfter();
      windows.isKeeper = false;
      putTask(store, anUnsentTask({ id: 'dead', windowId: DEAD, sentAt: 2_000 }));
      await keeper.lookAfter();
      assert.deepEqual(['alive', 'own', 'dead'].map(state), ['submitting', 'submitting', 'submitting']);
      windows.isKeeper = true;
      windows.others.delete(OTHER);
      windows.change();
      await keeper.lookAfter();
      assert.deepEqual(['alive', 'own', 'dead'].map(state), ['unconfirmed', 'submitting', 'unconfirmed']);
    });

    it('does not ask for ever about a task whose session nobody knows any more', async () => {
      putTask(store, aTask({ sessionId: 'session-lost' }));
      await keeper.lookAfter();
      assert.equal(state(), 'unknown');
      assert.deepEqual(
        store.tasksWithoutSession().map(({ id }) => id),
        ['own-1'],
        'it still has a place in the tree',
      );
    });

    it('goes on where only the record of its session is damaged: it names the service itself', async () => {
      putTask(store, aTask({ windowId: DEAD, endpoint: 'https://agentbay.example' }));
      await keeper.lookAfter();
      assert.equal(state(), 'running');
      const session = store.session('session-1');
      assert.deepEqual([session?.endpoint, session?.state], ['https://agentbay.example', 'running']);
    });

    it('a delete that was under way is not taken for done', async () => {
      windows.others.add(OTHER);
      putSession(store, aSession({ sessionId: 'a', state: 'deleting', deletingBy: DEAD }));
      putSession(store, aSession({ sessionId: 'b', state: 'deleting', deletingBy: OTHER }));
      putSession(store, aSession({ sessionId: 'c', state: 'deleting', deletingBy: THIS_WINDOW }));
      await keeper.lookAfter();
      const states = ['a', 'b', 'c'].map((id) => store.session(id)?.state);
      assert.deepEqual(states, ['running', 'deleting', 'deleting']);
    });
  });

  describe('of AgentBay Local', () => {
    it('ends what has gone with its window, with the reason', async () => {
      putSession(store, local);
      putTask(store, aTask({ windowId: DEAD, sessionId: 'session-l', connection: 'local' }));
      windows.change();
      await keeper.lookAfter();
      assert.equal(state(), 'unknown');
      assert.match(store.task('own-1')?.reason ?? '', /AgentBay Local ended/);
      assert.equal(store.session('session-l')?.state, 'ended');
    });

    it('leaves alone what still runs in another window, even out of our sight', async () => {
      windows.others.add(OTHER);
      putSession(store, local);
      putTask(store, aTask({ windowId: OTHER, sessionId: 'session-l', connection: 'local' }));
      windows.change();
      await keeper.lookAfter();
      assert.equal(state(), 'running');
      assert.equal(store.session('session-l')?.state, 'running');
    });

    it('leaves alone what runs without a task', async () => {
      locals.add(42);
      putSession(store, local);
      windows.change();
      await keeper.lookAfter();
      assert.equal(store.session('session-l')?.state, 'running');
    });

    it('looks again with each beat for one that outlives its window by a moment, and then no more', async () => {
      locals.add(42);
      putSession(store, local);
      putTask(store, aTask({ windowId: DEAD, sessionId: 'session-l', connection: 'local' }));
      windows.change();
      await keeper.lookAfter();
      assert.equal(state(), 'running');
      locals.delete(42);
      windows.pass();
      await ended(store, 'own-1');
      assert.equal(state(), 'unknown');
      await keeper.lookAfter();
      const before = looks;
      windows.pass();
      await store.sync();
      await keeper.lookAfter();
      assert.equal(looks, before);
    });
  });

  describe('when a session ends', () => {
    it('ends its tasks, each in its own way, and leaves those that had ended', async () => {
      await keeper.lookAfter();
      putSession(store, aSession());
      putTask(store, aTask({ id: 'a' }));
      putTask(store, aTask({ id: 'b', state: 'terminating' }));
      putTask(store, aTask({ id: 'c', state: 'finished', endedAt: 3_000 }));
      store.recordSession('session-1', { type: 'ended', reason: 'It was released.', isDeleted: false });
      // At once: no view shows a task at work in a session that is over.
      assert.deepEqual(['a', 'b', 'c'].map(state), ['unknown', 'terminated', 'finished']);
      assert.equal(store.task('a')?.reason, 'It was released.');
    });

    it('takes what ended with a session that we delete for our doing', () => {
      putSession(store, aSession());
      putTask(store, aTask());
      store.recordSession('session-1', { type: 'ended', reason: 'The session was deleted.', isDeleted: true });
      assert.equal(state(), 'terminated');
      assert.equal(store.task('own-1')?.reason, 'The session was deleted.');
    });

    it('leaves a task that is just being sent to whoever sends it: another session may take it', async () => {
      putSession(store, aSession());
      putTask(store, anUnsentTask({ sessionId: 'session-1', sentAt: 2_000 }));
      store.recordSession('session-1', { type: 'ended', reason: 'It was released.', isDeleted: false });
      await keeper.lookAfter();
      assert.equal(state(), 'submitting');
    });

    it('leaves another window’s tasks to that window, until it dies', async () => {
      windows.others.add(OTHER);
      locals.add(42);
      putSession(store, local);
      putTask(store, aTask({ windowId: OTHER, sessionId: 'session-l', connection: 'local' }));
      store.recordSession('session-l', { type: 'ended', reason: 'It was released.', isDeleted: false });
      await keeper.lookAfter();
      assert.equal(state(), 'running');
      windows.others.delete(OTHER);
      windows.change();
      await keeper.lookAfter();
      assert.equal(state(), 'unknown');
    });
  });

  describe('sees to wishes:', () => {
    const wish = (terminate: string, at = 1): Wish => ({ terminate, at });

    it('terminates a task that is its own, once, and takes the wish for done', async () => {
      putSession(store, aSession());
      putTask(store, aTask());
      let done: () => void = () => undefined;
      onTerminate = () => new Promise((resolve) => (done = resolve));
      windows.wanted = [wish('own-1')];
      windows.change();
      await keeper.lookAfter();
      windows.change();
      await keeper.lookAfter();
      assert.deepEqual(terminated, ['own-1']);
      assert.equal(windows.wanted.length, 1, 'it may fail to be done');
      done();
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(windows.wanted, []);
    });

    it('is done with one that failed, which the task tells, and hears the next one', async () => {
      putSession(store, aSession());
      putTask(store, aTask());
      onTerminate = () => Promise.reject(new Error('no'));
      for (const at of [1, 2]) {
        windows.wanted = [wish('own-1', at)];
        windows.change();
        await keeper.lookAfter();
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(windows.wanted, []);
      }
      assert.deepEqual(terminated, ['own-1', 'own-1']);
    });

    it('leaves them to the keeper', async () => {
      windows.isKeeper = false;
      putSession(store, aSession());
      putTask(store, aTask());
      windows.wanted = [wish('own-1')];
      await keeper.lookAfter();
      assert.deepEqual([terminated, windows.wanted.length], [[], 1]);
    });

    it('drops those about tasks that have settled, or that nobody knows', async () => {
      putTask(store, aTask({ state: 'finished', endedAt: 3_000 }));
      windows.wanted = [wish('own-1'), wish('own-2')];
      await keeper.lookAfter();
      assert.deepEqual([terminated, windows.wanted], [[], []]);
    });
  });
});

/** Resolves when a task has settled. */
const ended = (store: Store, id: string): Promise<void> =>
  new Promise((resolve) => {
    store.onDidChange((change) => {
      if (change.kind === 'task' && change.after?.id === id && change.after.endedAt !== undefined) resolve();
    });
  });

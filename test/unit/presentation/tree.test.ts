import assert from 'node:assert/strict';
import type { Store } from '../../../src/core/store/store';
import type { Disposable } from '../../../src/core/util/emitter';
import { SessionTree, SHOWN, type TreeNode } from '../../../src/presentation/tree';
import { anUnsentTask, aSession, aTask } from '../../support/builders';
import { putSession, putTask, temporaryStore } from '../../support/store';

/** A node in short: `task own-1`, `session session-1`, `earlier`; `all` is the whole tree. */
function inShort(node: TreeNode | undefined): string {
  if (!node) return 'all';
  if (node.type === 'task') return `task ${node.id}`;
  return node.type === 'session' ? `session ${node.sessionId}` : `earlier ${node.of ?? ''}`.trim();
}

describe('the tree of sessions and tasks', () => {
  const open = temporaryStore();
  let store: Store;
  let tree: SessionTree;
  let touched: string[];
  let subscription: Disposable;
  beforeEach(() => {
    store = open();
    tree = new SessionTree(store);
    touched = [];
    subscription = store.onDidChange((change) => void touched.push(...tree.touched(change).map(inShort)));
  });
  afterEach(() => subscription.dispose());

  const rows = (parent?: TreeNode): string[] => tree.children(parent).map(inShort);
  const node = (of: string): TreeNode => {
    const found = tree.children().find((each) => inShort(each) === of);
    assert.ok(found, `there is no row ${of}`);
    return found;
  };
  /** A task that settled, number `i` in order. */
  const settled = (i: number, parts = {}): void =>
    putTask(store, aTask({ id: `own-${i}`, state: 'finished', createdAt: i, endedAt: i, ...parts }));

  it('has what never got a session at the top, then what lives, then what has ended', () => {
    putTask(store, anUnsentTask({ id: 'own-0' }));
    putSession(store, aSession({ sessionId: 'old', state: 'ended', createdAt: 1, endedAt: 2 }));
    putSession(store, aSession());
    putTask(store, aTask());
    assert.deepEqual(rows(), ['task own-0', 'session session-1', 'session old']);
    assert.deepEqual(rows(node('session session-1')), ['task own-1']);
    assert.deepEqual(rows({ type: 'task', id: 'own-1' }), []);
  });

  it('shows a task at the top as long as its session is not known, as when another window has just made it', () => {
    putTask(store, aTask());
    assert.deepEqual(rows(), ['task own-1']);
    touched.length = 0;
    putSession(store, aSession());
    assert.deepEqual(touched, ['all']);
    assert.deepEqual(rows(), ['session session-1']);
  });

  it('knows of a session in doubt, and draws it anew when the doubt is over', () => {
    putSession(store, aSession());
    putTask(store, anUnsentTask({ state: 'unconfirmed', sessionId: 'session-1', endedAt: 2_000 }));
    assert.deepEqual([tree.busy('session-1'), tree.isInDoubt('session-1')], [0, true]);
    touched.length = 0;
    const { agent, connection } = aTask();
    store.record('own-1', { type: 'accepted', sessionId: 'session-1', taskId: 'task-1', agent, connection });
    assert.deepEqual([tree.busy('session-1'), tree.isInDoubt('session-1')], [1, false]);
    assert.deepEqual(touched, ['session session-1']);
  });

  it('is the same node each time, as views tell rows by identity', () => {
    putSession(store, aSession());
    putTask(store, aTask());
    assert.equal(tree.children()[0], tree.children()[0]);
    const parent = node('session session-1');
    assert.equal(tree.children(parent)[0], tree.children(parent)[0]);
  });

  describe('redraws', () => {
    beforeEach(() => {
      putSession(store, aSession());
      putTask(store, aTask());
      touched.length = 0;
    });

    it('one row for an action, a problem, a stall', () => {
      store.record('own-1', { type: 'action', text: 'Opening' });
      store.record('own-1', { type: 'problem', message: 'No answer.', since: 1 });
      store.record('own-1', { type: 'stalled', why: 'silent', since: 1 });
      assert.deepEqual(touched, ['task own-1', 'task own-1', 'task own-1']);
    });

    it('the session when a task in it settles, because it counts those at work', () => {
      assert.equal(tree.busy('session-1'), 1);
      store.record('own-1', { type: 'settled', state: 'finished' });
      assert.deepEqual(touched, ['session session-1']);
      assert.equal(tree.busy('session-1'), 0);
    });

    it('one row when a task at the top settles', () => {
      putTask(store, anUnsentTask({ id: 'own-2' }));
      touched.length = 0;
      store.record('own-2', { type: 'settled', state: 'notSent' });
      assert.deepEqual(touched, ['task own-2']);
    });

    it('what a task leaves and where it comes', () => {
      putSession(store, aSession({ sessionId: 'session-2' }));
      touched.length = 0;
      store.record('own-1', { type: 'placed', sessionId: 'session-2' });
      assert.deepEqual(touched.sort(), ['session session-1', 'session session-2']);
      touched.length = 0;
      store.record('own-1', { type: 'placed' });
      assert.deepEqual(touched, ['all']);
    });

    it('the session when a task is taken out, and all when a session moves', () => {
      store.removeTask('own-1');
      assert.deepEqual(touched, ['session session-1']);
      touched.length = 0;
      store.recordSession('session-1', { type: 'ended', reason: 'Idle.', isDeleted: false });
      assert.deepEqual(touched, ['all']);
    });

    it('exactly one of 10,000 rows for one action, whatever the others are', () => {
      for (let i = 0; i < 10_000; i++) putTask(store, aTask({ id: `many-${i}`, createdAt: i }));
      tree.children(node('session session-1'));
      touched.length = 0;
      store.record('many-9999', { type: 'action', text: 'Opening' });
      assert.deepEqual(touched, ['task many-9999']);
    }).timeout(60_000);
  });

  describe('keeps long lists short', () => {
    it('in a session: the latest tasks and those at work, the rest behind one row', () => {
      putSession(store, aSession());
      putTask(store, aTask({ id: 'long-runner', createdAt: 0 }));
      for (let i = 1; i <= SHOWN.tasks + 60; i++) settled(i);
      const session = node('session session-1');
      assert.equal(rows(session).length, SHOWN.tasks + 2);
      assert.deepEqual(rows(session).slice(-2), ['task long-runner', 'earlier session-1']);
      assert.equal(tree.hidden('session-1'), 60);

      assert.equal(tree.showEarlier('session-1'), session, 'the session is redrawn');
      assert.equal(tree.hidden('session-1'), 10);
      tree.showEarlier('session-1');
      assert.equal(tree.hidden('session-1'), 0);
      assert.equal(rows(session).length, SHOWN.tasks + 61);
      assert.ok(!rows(session).includes('earlier session-1'));
    });

    it('at the top: the latest ended sessions, and every one that lives', () => {
      for (let i = 1; i <= SHOWN.sessions + 20; i++) {
        putSession(store, aSession({ sessionId: `ended-${i}`, state: 'ended', createdAt: i, endedAt: i }));
      }
      putSession(store, aSession({ sessionId: 'alive', createdAt: 0 }));
      assert.equal(rows().length, SHOWN.sessions + 2);
      assert.deepEqual([rows()[0], rows().at(-1)], ['session alive', 'earlier']);
      assert.equal(tree.hidden(undefined), 20);
      assert.equal(tree.showEarlier(undefined), undefined, 'the whole tree is redrawn');
      assert.equal(tree.hidden(undefined), 0);
      assert.equal(rows().length, SHOWN.sessions + 21);
    });
  });
});

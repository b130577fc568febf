import assert from 'node:assert/strict';
import { Store } from '../../../../src/core/store/store';
import { endSession, reconcile } from '../../../../src/core/sync/reconcile';
import { anUnsentTask, aSession, aTask } from '../../../support/builders';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';

describe('what an earlier window left behind', () => {
  let store: Store;
  afterEach(() => store.flush());
  const folder = temporaryFolder();
  beforeEach(async () => (store = await Store.open(folder(), new MemoryLog())));

  const local = aSession({ sessionId: 'session-l', connection: 'local', endpoint: 'http://127.0.0.1:1', localPid: 42 });

  it('keeps a task of the cloud running: it goes on without us', () => {
    store.putSession(aSession());
    store.putTask(aTask());
    reconcile(store, () => false, 9_000);
    assert.equal(store.task('own-1')?.state, 'running');
    assert.equal(store.session('session-1')?.state, 'running');
  });

  it('shows a task of a Local that is gone as lost, with the reason', () => {
    store.putSession(local);
    store.putTask(aTask({ sessionId: 'session-l', connection: 'local' }));
    reconcile(store, () => false, 9_000);
    assert.equal(store.task('own-1')?.state, 'unknown');
    assert.match(store.task('own-1')?.reason ?? '', /AgentBay Local ended/);
    assert.equal(store.session('session-l')?.state, 'ended');
  });

  it('leaves the Local of another window alone', () => {
    store.putSession(local);
    store.putTask(aTask({ sessionId: 'session-l', connection: 'local' }));
    reconcile(store, (pid) => pid === 42, 9_000);
    assert.equal(store.task('own-1')?.state, 'running');
    assert.equal(store.session('session-l')?.state, 'running');
  });

  it('does not know about a task whose answer never came', () => {
    store.putTask(anUnsentTask({ sessionId: 'session-1' }));
    reconcile(store, () => false, 9_000);
    assert.equal(store.task('own-1')?.state, 'unknown');
    assert.match(store.task('own-1')?.reason ?? '', /may or may not be running/);
  });

  it('knows that a task without a session was never sent', () => {
    store.putTask(anUnsentTask());
    reconcile(store, () => false, 9_000);
    assert.equal(store.task('own-1')?.state, 'notSent');
  });

  it('takes a delete that was under way for not done', () => {
    store.putSession(aSession({ state: 'deleting' }));
    reconcile(store, () => true, 9_000);
    assert.equal(store.session('session-1')?.state, 'running');
  });
});

describe('the end of a session', () => {
  const folder = temporaryFolder();

  it('ends its tasks, each in its own way, and leaves those that had ended', async () => {
    const store = await Store.open(folder(), new MemoryLog());
    store.putSession(aSession());
    store.putTask(aTask({ id: 'a' }));
    store.putTask(aTask({ id: 'b', state: 'terminating' }));
    store.putTask(aTask({ id: 'c', state: 'finished', endedAt: 3_000 }));
    endSession(store, 'session-1', 9_000, 'It was released.');
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => store.task(id)?.state),
      ['unknown', 'terminated', 'finished'],
    );
    assert.equal(store.session('session-1')?.reason, 'It was released.');
    await store.flush();
  });
});

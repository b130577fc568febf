import assert from 'node:assert/strict';
import { Store } from '../../../../src/core/store/store';
import { endSession, type Liveness, reconcile } from '../../../../src/core/sync/reconcile';
import { anUnsentTask, aSession, aTask } from '../../../support/builders';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';

const nothingRuns: Liveness = { isLocalAlive: () => Promise.resolve(false), isProcess: () => false };
const everythingRuns: Liveness = { isLocalAlive: () => Promise.resolve(true), isProcess: () => true };

describe('what an earlier window left behind', () => {
  let store: Store;
  afterEach(() => store.flush());
  const folder = temporaryFolder();
  beforeEach(async () => (store = await Store.open(folder(), new MemoryLog())));

  const local = aSession({ sessionId: 'session-l', connection: 'local', endpoint: 'http://127.0.0.1:1', localPid: 42 });

  it('keeps a task of the cloud running: it goes on without us', async () => {
    store.putSession(aSession());
    store.putTask(aTask());
    await reconcile(store, nothingRuns, 9_000);
    assert.equal(store.task('own-1')?.state, 'running');
    assert.equal(store.session('session-1')?.state, 'running');
  });

  it('shows a task of a Local that is gone as lost, with the reason', async () => {
    store.putSession(local);
    store.putTask(aTask({ sessionId: 'session-l', connection: 'local' }));
    await reconcile(store, nothingRuns, 9_000);
    assert.equal(store.task('own-1')?.state, 'unknown');
    assert.match(store.task('own-1')?.reason ?? '', /AgentBay Local ended/);
    assert.equal(store.session('session-l')?.state, 'ended');
  });

  it('leaves what another window’s Local is at work on to that window', async () => {
    store.putSession(local);
    store.putTask(aTask({ sessionId: 'session-l', connection: 'local' }));
    await reconcile(store, everythingRuns, 9_000);
    assert.deepEqual([...store.sessions(), ...store.tasks()], []);
    await store.flush();
    const later = await Store.open(folder(), new MemoryLog());
    assert.equal(later.task('own-1')?.state, 'running', 'its record is still there');
  });

  it('does not know about a task whose answer never came', async () => {
    store.putTask(anUnsentTask({ sessionId: 'session-1' }));
    await reconcile(store, nothingRuns, 9_000);
    assert.equal(store.task('own-1')?.state, 'unknown');
    assert.match(store.task('own-1')?.reason ?? '', /may or may not be running/);
  });

  it('knows that a task without a session was never sent', async () => {
    store.putTask(anUnsentTask());
    await reconcile(store, nothingRuns, 9_000);
    assert.equal(store.task('own-1')?.state, 'notSent');
  });

  it('leaves a task that another window is just sending to that window, for as long as sending can take', async () => {
    store.putTask(anUnsentTask({ id: 'young', windowPid: 42, createdAt: 8_000 }));
    store.putTask(anUnsentTask({ id: 'old', windowPid: 42, createdAt: -200_000 }));
    store.putTask(anUnsentTask({ id: 'mine', windowPid: process.pid, createdAt: 8_000 }));
    await reconcile(store, everythingRuns, 9_000);
    assert.equal(store.task('young'), undefined);
    assert.equal(store.task('old')?.state, 'notSent');
    assert.equal(store.task('mine')?.state, 'notSent');
    await store.flush();
    assert.equal((await Store.open(folder(), new MemoryLog())).task('young')?.state, 'submitting');
  });

  it('does not ask for ever about a task whose session nobody knows any more', async () => {
    store.putTask(aTask({ sessionId: 'session-lost' }));
    await reconcile(store, nothingRuns, 9_000);
    assert.equal(store.task('own-1')?.state, 'unknown');
    assert.deepEqual(
      store.tasksWithoutSession().map(({ id }) => id),
      ['own-1'],
      'it still has a place in the tree',
    );
  });

  it('takes a delete that was under way for not done', async () => {
    store.putSession(aSession({ state: 'deleting' }));
    await reconcile(store, everythingRuns, 9_000);
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

  it('that we delete is our doing, not a loss', async () => {
    const store = await Store.open(folder(), new MemoryLog());
    store.putSession(aSession({ state: 'deleting' }));
    store.putTask(aTask());
    endSession(store, 'session-1', 9_000, 'There is no such session.');
    assert.equal(store.task('own-1')?.state, 'terminated');
    assert.equal(store.task('own-1')?.reason, 'The session was deleted.');
    await store.flush();
  });
});

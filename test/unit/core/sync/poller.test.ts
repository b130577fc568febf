import assert from 'node:assert/strict';
import { type QueryResult, ServiceError } from '../../../../src/core/api';
import type { Task } from '../../../../src/core/model/task';
import { Store } from '../../../../src/core/store/store';
import { settle } from '../../../../src/core/sync/applyAnswer';
import { Poller } from '../../../../src/core/sync/poller';
import { anAnswer, anUnsentTask, aSession, aTask } from '../../../support/builders';
import { FakeClock, settled } from '../../../support/fakeClock';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';

describe('the poller', () => {
  let store: Store;
  let clock: FakeClock;
  let asked: string[];
  let gone: string[];
  let answer: (task: Task, signal: AbortSignal) => QueryResult | Promise<QueryResult>;
  let poller: Poller;

  afterEach(async () => {
    poller.dispose();
    await store.flush();
  });
  const folder = temporaryFolder();

  beforeEach(async () => {
    store = await Store.open(folder(), new MemoryLog());
    clock = new FakeClock();
    asked = [];
    gone = [];
    answer = () => anAnswer();
  });

  const start = (random = 0.5): void => {
    poller = new Poller({
      store,
      clock,
      random: () => random,
      onSessionGone: (sessionId) => gone.push(sessionId),
      ask: async (task, signal) => {
        asked.push(task.id);
        return answer(task, signal);
      },
    });
  };

  it('asks at once about a task that begins, then at its pace, until it ends', async () => {
    start();
    store.putTask(aTask({ createdAt: clock.now() }));
    await settled();
    assert.equal(asked.length, 1);
    await clock.advance(3_000);
    assert.equal(asked.length, 4);
    answer = () => anAnswer({ taskStatus: 'finished', taskProduct: 'Done' });
    await clock.advance(1_000);
    assert.equal(store.task('own-1')?.state, 'finished');
    await clock.advance(60_000);
    assert.equal(asked.length, 5);
    assert.equal(clock.waiting, 0);
  });

  it('picks up the tasks that an earlier window left at work', async () => {
    store.putTask(aTask());
    store.putTask(settle(aTask({ id: 'own-2' }), 'finished', 5));
    start();
    await settled();
    assert.deepEqual(asked, ['own-1']);
  });

  it('does not ask about a task that nobody has accepted', async () => {
    start();
    store.putTask(anUnsentTask());
    await clock.advance(10_000);
    assert.deepEqual(asked, []);
    assert.equal(clock.waiting, 0);
  });

  it('asks one question at a time, however slow the answer', async () => {
    let reply: (result: QueryResult) => void = () => undefined;
    answer = () => new Promise((resolve) => (reply = resolve));
    start();
    store.putTask(aTask());
    await clock.advance(60_000);
    poller.wake();
    await clock.advance(60_000);
    assert.equal(asked.length, 1);
    reply(anAnswer());
    await settled();
    assert.equal(asked.length, 2, 'the wake that came meanwhile is not lost');
  });

  it('waits longer after each failure and returns to its pace after a good answer', async () => {
    const error = new ServiceError('network', 'AgentBay cannot be reached.');
    answer = () => anAnswer({ success: false, taskStatus: 'unknown', error, errorMessage: error.message });
    start();
    store.putTask(aTask({ createdAt: clock.now() }));
    await clock.advance(4_800 + 7_680);
    assert.equal(asked.length, 3);
    assert.equal(store.task('own-1')?.state, 'running');
    assert.equal(store.task('own-1')?.problem?.message, 'AgentBay cannot be reached.');
    answer = () => anAnswer();
    await clock.advance(12_289);
    assert.equal(store.task('own-1')?.problem, undefined);
    assert.equal(clock.waits.at(-1), 1_000);
  });

  it('never asks sooner than the service wants, nor sooner than by itself', async () => {
    let retryAfterMs = 90_000;
    answer = () => {
      const error = new ServiceError('throttled', 'Too many requests.', { retryAfterMs });
      return anAnswer({ success: false, taskStatus: 'unknown', error, errorMessage: error.message });
    };
    start(0);
    store.putTask(aTask({ createdAt: clock.now() }));
    await clock.advance(89_999);
    assert.equal(asked.length, 1);
    retryAfterMs = 10;
    await clock.advance(1);
    assert.equal(asked.length, 2);
    assert.equal(clock.waits.at(-1), 7_680 * 0.85);
  });

  it('asks at once when woken', async () => {
    start();
    store.putTask(aTask());
    await settled();
    poller.wake('own-1');
    await settled();
    assert.equal(asked.length, 2);
    poller.wake('another');
    await settled();
    assert.equal(asked.length, 2);
  });

  it('leaves nothing behind when disposed, and an answer that comes too late changes nothing', async () => {
    let reply: (result: QueryResult) => void = () => undefined;
    let given: AbortSignal | undefined;
    answer = (_task, signal) => {
      given = signal;
      return new Promise((resolve) => (reply = resolve));
    };
    start();
    store.putTask(aTask());
    await settled();
    poller.dispose();
    assert.equal(given?.aborted, true);
    reply(anAnswer({ taskStatus: 'finished' }));
    await settled();
    assert.equal(store.task('own-1')?.state, 'running');
    assert.equal(clock.waiting, 0);
  });

  it('stops asking about a task that was removed or settled by somebody else', async () => {
    start();
    store.putTask(aTask());
    store.putTask(aTask({ id: 'own-2', taskId: 'task-2' }));
    await settled();
    store.removeTask('own-1');
    store.updateTask('own-2', (task) => settle(task, 'unknown', clock.now()));
    asked = [];
    await clock.advance(60_000);
    assert.deepEqual(asked, []);
    assert.equal(clock.waiting, 0);
  });

  it('reports a session that the service no longer has', async () => {
    const error = new ServiceError('notFound', 'The session is gone.', { subject: 'session' });
    answer = () => anAnswer({ success: false, taskStatus: 'unknown', error, errorMessage: error.message });
    store.putSession(aSession());
    start();
    store.putTask(aTask());
    await settled();
    assert.deepEqual(gone, ['session-1']);
  });
});

import assert from 'node:assert/strict';
import type { QueryResult } from '../../../../src/core/api';
import { anAnswer, anUnsentTask } from '../../../support/builders';
import { settled } from '../../../support/fakeClock';
import { putTask } from '../../../support/store';
import { failing, polling } from './support/polling';

describe('the poller', () => {
  const each = polling();

  it('asks soon about a task that begins, then at its pace, until it ends, and then nothing ticks', async () => {
    const at = each();
    at.start();
    at.accept();
    assert.equal(await at.askedWithin(1_000), 1);
    assert.equal(await at.askedWithin(3_000), 3);
    at.answer = () => anAnswer({ taskStatus: 'finished', taskProduct: 'Done' });
    assert.equal(await at.askedWithin(1_000), 1);
    assert.equal(at.task().state, 'finished');
    assert.equal(await at.store.product('own-1'), 'Done');
    assert.equal(await at.askedWithin(60_000), 0);
    assert.equal(at.clock.waiting, 0);
  });

  it('asks soon even where nobody looks, for somebody has just started the task', async () => {
    const at = each();
    at.attention = 'unfocused';
    at.start();
    at.accept();
    assert.equal(await at.askedWithin(1_000), 1);
    assert.equal(await at.askedWithin(14_999), 0);
    assert.equal(await at.askedWithin(1), 1);
  });

  it('picks up at once the few tasks that were left at work, and leaves those that ended', async () => {
    const at = each();
    at.find();
    at.find({ id: 'own-2', state: 'finished', endedAt: 5 });
    at.start();
    await settled();
    assert.deepEqual(at.asked, ['own-1']);
  });

  it('spreads the first questions about many tasks instead of asking all at once', async () => {
    const at = each();
    at.attention = 'unfocused';
    for (let n = 0; n < 100; n += 1) at.find({ id: `own-${n}`, taskId: `task-${n}` });
    let drawn = 0;
    at.start({ random: () => (drawn++ % 100) / 100 });
    for (let second = 0; second < 15; second += 1) {
      const before = new Set(at.asked);
      await at.clock.advance(1_000);
      const first = new Set(at.asked).size - before.size;
      assert.ok(first <= 9, `${first} of them in second ${second}`);
    }
    assert.equal(new Set(at.asked).size, 100);
  });

  it('asks about nothing that nobody has accepted, nor about what another window looks after', async () => {
    const at = each();
    at.notMine.add('own-2');
    at.start();
    putTask(at.store, anUnsentTask());
    at.accept('own-2');
    assert.equal(await at.askedWithin(60_000), 0);
    assert.equal(at.clock.waiting, 0);
    at.notMine.clear();
    at.poller?.reconsider();
    await settled();
    assert.deepEqual(at.asked, ['own-2']);
    at.notMine.add('own-2');
    at.poller?.reconsider();
    assert.equal(await at.askedWithin(60_000), 0);
    assert.equal(at.clock.waiting, 0);
  });

  it('asks one question at a time about a task, however slow the answer', async () => {
    const at = each();
    let reply: (result: QueryResult) => void = () => undefined;
    at.answer = () => new Promise((resolve) => (reply = resolve));
    at.find();
    at.start();
    await at.clock.advance(14_999);
    at.poller?.wake();
    await settled();
    assert.equal(at.asked.length, 1);
    reply(anAnswer());
    await settled();
    assert.equal(at.asked.length, 2, 'the wake that came meanwhile is not lost');
  });

  it('has eight questions under way at most, and asks the rest when there is room', async () => {
    const at = each();
    let underWay = 0;
    let most = 0;
    at.answer = async () => {
      most = Math.max(most, (underWay += 1));
      await at.clock.sleep(500);
      underWay -= 1;
      return anAnswer();
    };
    for (let n = 0; n < 40; n += 1) at.find({ id: `own-${n}`, taskId: `task-${n}` });
    at.start();
    at.poller?.wake();
    await at.clock.advance(5_000);
    assert.equal(most, 8);
    assert.equal(new Set(at.asked).size, 40);
  });

  it('has the question about a task that is to end jump the queue', async () => {
    const at = each();
    const replies: ((result: QueryResult) => void)[] = [];
    at.answer = () => new Promise((resolve) => replies.push(resolve));
    for (let n = 0; n < 40; n += 1) at.find({ id: `own-${n}`, taskId: `task-${n}` });
    at.start();
    await at.clock.advance(1_000);
    assert.equal(at.asked.length, 8);
    const last = at.store.tasks().find(({ id }) => !at.asked.includes(id))?.id ?? '';
    at.store.record(last, { type: 'terminating' });
    replies[0]?.(anAnswer());
    await settled();
    assert.equal(at.asked[8], last);
  });

  it('frees the place of a question that is never answered, and shows that it was not', async () => {
    const at = each();
    const given: AbortSignal[] = [];
    at.answer = (_task, signal) => {
      given.push(signal);
      return new Promise(() => undefined);
    };
    at.find();
    at.start();
    await at.clock.advance(14_999);
    const aborted = (): boolean[] => given.map((signal) => signal.aborted);
    assert.deepEqual(aborted(), [false]);
    await at.clock.advance(1);
    assert.deepEqual(aborted(), [true]);
    assert.match(at.task().problem?.message ?? '', /did not answer/);
    assert.equal(await at.askedWithin(5_000), 1);
  });

  it('waits longer after each failure and returns to its pace after a good answer', async () => {
    const at = each();
    at.answer = () => failing('service');
    at.find();
    at.start();
    await settled();
    assert.equal(at.asked.length, 1);
    assert.equal(await at.askedWithin(1_599), 0);
    assert.equal(await at.askedWithin(1), 1);
    assert.equal(await at.askedWithin(2_560), 1);
    assert.equal(at.task().state, 'running');
    assert.equal(at.task().problem?.message, 'It is service.');
    at.answer = () => anAnswer();
    assert.equal(await at.askedWithin(4_096), 1);
    assert.equal(at.task().problem, undefined);
    assert.equal(await at.askedWithin(5_000), 5);
  });

  it('asks once a minute at the least, whatever fails', async () => {
    const at = each();
    at.answer = () => failing('network');
    at.find();
    at.start();
    await at.clock.advance(600_000);
    assert.equal(await at.askedWithin(600_000), 10);
  });

  it('never asks sooner than the service wants, not even when woken, nor sooner than by itself', async () => {
    const at = each();
    at.draw = 0;
    let retryAfterMs = 90_000;
    at.answer = () => failing('service', { retryAfterMs });
    at.find();
    at.start();
    await at.clock.advance(40_000);
    at.poller?.wake();
    assert.equal(await at.askedWithin(49_999), 0);
    retryAfterMs = 10;
    assert.equal(await at.askedWithin(1), 1);
    assert.equal(await at.askedWithin(2 * 2_560 * 0.85 - 1), 0);
    assert.equal(await at.askedWithin(1), 1);
  });

  it('asks at once when woken', async () => {
    const at = each();
    at.attention = 'unfocused';
    at.find();
    at.start();
    await settled();
    at.poller?.wake('own-1');
    await settled();
    assert.equal(at.asked.length, 2);
    at.poller?.wake('another');
    await settled();
    assert.equal(at.asked.length, 2);
  });

  it('leaves nothing behind when disposed, and an answer that comes too late changes nothing', async () => {
    const at = each();
    let reply: (result: QueryResult) => void = () => undefined;
    let given: AbortSignal | undefined;
    at.answer = (_task, signal) => {
      given = signal;
      return new Promise((resolve) => (reply = resolve));
    };
    at.find();
    const poller = at.start();
    await settled();
    poller.dispose();
    assert.equal(given?.aborted, true);
    reply(anAnswer({ taskStatus: 'finished' }));
    await settled();
    poller.reconsider();
    assert.equal(at.task().state, 'running');
    assert.equal(at.clock.waiting, 0);
  });

  for (const [what, answer] of Object.entries({
    'that the task has finished': anAnswer({ taskStatus: 'finished', taskProduct: 'Done' }),
    'what the agent does': anAnswer({ taskAction: 'Reading' }),
    'that the service has forgotten the task': failing('notFound', { subject: 'task' }),
    'that the session is gone': failing('notFound', { subject: 'session' }),
    'that something failed': failing('network'),
  })) {
    it(`leaves it to the window that looks after a task by now to record ${what}`, async () => {
      const at = each();
      let reply: (result: QueryResult) => void = () => undefined;
      at.answer = () => new Promise((resolve) => (reply = resolve));
      at.find();
      at.start();
      await settled();
      // The place of the keeper lapses without a word.
      at.notMine.add('own-1');
      const changes: unknown[] = [];
      at.store.onDidChange((change) => changes.push(change));
      reply(answer);
      await settled();
      assert.deepEqual(changes, []);
      assert.deepEqual(at.gone, []);
      assert.equal(await at.askedWithin(60_000), 0);
      assert.equal(at.clock.waiting, 0);
    });
  }

  it('stops asking about a task that was removed or settled by somebody else', async () => {
    const at = each();
    at.find();
    at.find({ id: 'own-2', taskId: 'task-2' });
    at.start();
    await settled();
    at.store.record('own-1', { type: 'settled', state: 'unknown' });
    at.store.removeTask('own-1');
    at.store.record('own-2', { type: 'settled', state: 'unknown' });
    assert.equal(await at.askedWithin(60_000), 0);
    assert.equal(at.clock.waiting, 0);
  });

  it('reports a session that the service no longer has, and says nothing of the task', async () => {
    const at = each();
    at.answer = () => failing('notFound', { subject: 'session' });
    at.find();
    at.start();
    await settled();
    assert.deepEqual(at.gone, ['session-1']);
    assert.equal(at.task().state, 'running');
    assert.equal(at.task().problem, undefined);
  });

  it('records nothing while nothing is new', async () => {
    const at = each();
    at.answer = () => anAnswer({ taskAction: 'Reading' });
    at.find();
    at.start();
    await settled();
    const changes: unknown[] = [];
    at.store.onDidChange((change) => changes.push(change));
    assert.ok((await at.askedWithin(60_000)) > 20);
    assert.deepEqual(changes, []);
  });
});

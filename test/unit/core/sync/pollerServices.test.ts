import assert from 'node:assert/strict';
import type { QueryResult } from '../../../../src/core/api';
import { anAnswer } from '../../../support/builders';
import { settled } from '../../../support/fakeClock';
import { failing, type Polling, polling } from './support/polling';

describe('the poller, with regard to what a service wants', () => {
  const each = polling();

  /** Two tasks on one service, and one on another. */
  const threeTasks = (at: Polling): void => {
    at.find({ id: 'a1', taskId: 'task-a1', sessionId: 'a-1' });
    at.find({ id: 'a2', taskId: 'task-a2', sessionId: 'a-2' });
    at.find({ id: 'b1', taskId: 'task-b1', sessionId: 'b-1' });
    at.start();
  };
  const count = (at: Polling, id: string): number => at.asked.filter((asked) => asked === id).length;

  it('asks less of a service that is asked too much, about all its tasks, and as much as before of any other', async () => {
    const at = each();
    threeTasks(at);
    await at.clock.advance(40_000);
    at.answer = ({ id }) => (id === 'a1' ? failing('throttled', { retryAfterMs: 20_000 }) : anAnswer());
    at.poller?.wake('a1');
    await settled();
    at.asked = [];
    await at.clock.advance(19_999);
    assert.deepEqual([count(at, 'a1'), count(at, 'a2'), count(at, 'b1')], [0, 0, 9]);
    at.answer = () => anAnswer();
    await at.clock.advance(1);
    assert.deepEqual([count(at, 'a1'), count(at, 'a2')], [1, 1]);
    at.asked = [];
    await at.clock.advance(9_600);
    assert.deepEqual([count(at, 'a1'), count(at, 'a2')], [3, 3], 'every 3.2 s where it was 2 s');
    await at.clock.advance(10_000);
    at.asked = [];
    await at.clock.advance(10_000);
    assert.deepEqual([count(at, 'a1'), count(at, 'a2')], [5, 5], 'eased again');
    assert.equal(at.task('a1').problem, undefined);
  });

  it('slows down by each throttled answer, up to a minute', async () => {
    const at = each();
    at.answer = () => failing('throttled');
    at.find();
    at.start();
    await settled();
    assert.equal(await at.askedWithin(1_600), 1);
    assert.equal(await at.askedWithin(2_559), 0);
    assert.equal(await at.askedWithin(1), 1);
    await at.clock.advance(600_000);
    assert.equal(await at.askedWithin(600_000), 10);
    assert.equal(at.task().state, 'running');
  });

  it('takes several throttled answers at the same time for one', async () => {
    const at = each();
    for (const n of [1, 2, 3, 4]) at.find({ id: `a${n}`, taskId: `task-a${n}`, sessionId: `a-${n}` });
    at.answer = () => failing('throttled');
    at.start();
    await settled();
    at.answer = () => anAnswer();
    assert.equal(await at.askedWithin(1_600), 4);
  });

  it('asks nothing of a service that refuses the key, keeps the tasks, and tells it once', async () => {
    const at = each();
    at.answer = ({ id }) => (id.startsWith('a') ? failing('unauthorised', {}, 'The key is not valid.') : anAnswer());
    threeTasks(at);
    await settled();
    assert.deepEqual(at.refused, [{ service: 'a', message: 'The key is not valid.', tasks: 2 }]);
    at.asked = [];
    await at.clock.advance(60_000);
    assert.deepEqual([...new Set(at.asked)], ['b1']);
    for (const id of ['a1', 'a2']) {
      assert.equal(at.task(id).state, 'running');
      assert.equal(at.task(id).problem?.message, 'The key is not valid.');
    }
    assert.equal(at.refused.length, 1);
  });

  it('does not take the good answer to an earlier question for leave to go on', async () => {
    const at = each();
    const replies = new Map<string, (result: QueryResult) => void>();
    at.answer = ({ id }) => new Promise((resolve) => replies.set(id, resolve));
    threeTasks(at);
    await settled();
    replies.get('a1')?.(failing('unauthorised', {}, 'The key is not valid.'));
    await settled();
    replies.get('a2')?.(anAnswer({ taskAction: 'Reading' }));
    await settled();
    assert.equal(at.task('a2').lastAction?.text, 'Reading', 'what it tells of the task is true all the same');
    at.asked = [];
    await at.clock.advance(60_000);
    assert.deepEqual([count(at, 'a1'), count(at, 'a2')], [0, 0]);
    assert.equal(at.refused.length, 1);
  });

  it('leaves it to the window that looks after the tasks by now to tell of a refusal', async () => {
    const at = each();
    const replies = new Map<string, (result: QueryResult) => void>();
    at.answer = ({ id }) => new Promise((resolve) => replies.set(id, resolve));
    threeTasks(at);
    await settled();
    at.notMine.add('a1').add('a2');
    replies.get('a1')?.(failing('unauthorised'));
    replies.get('a2')?.(failing('unauthorised'));
    await settled();
    assert.deepEqual(at.refused, []);
    assert.equal(at.task('a1').problem, undefined);
    assert.equal(at.task('a2').problem, undefined);
  });

  it('does not tick at all when everything it knows refuses the key', async () => {
    const at = each();
    at.answer = () => failing('unauthorised');
    at.find();
    at.start();
    await settled();
    at.asked = [];
    assert.equal(at.clock.waiting, 0);
    at.attention = 'unfocused';
    at.poller?.reconsider();
    at.attention = 'watched';
    at.poller?.reconsider();
    assert.equal(await at.askedWithin(600_000), 0);
  });

  it('shows the problem of a task that is met while its service refuses, without asking', async () => {
    const at = each();
    at.answer = () => failing('unauthorised', {}, 'The key is not valid.');
    at.find();
    at.start();
    await settled();
    at.find({ id: 'own-2', taskId: 'task-2' });
    assert.equal(await at.askedWithin(60_000), 0);
    assert.equal(at.task('own-2').problem?.message, 'The key is not valid.');
  });

  it('asks one question of a service that refuses when a person wants to know, and tells it again', async () => {
    const at = each();
    at.answer = () => failing('unauthorised');
    threeTasks(at);
    await settled();
    at.asked = [];
    at.poller?.wake();
    await at.clock.advance(60_000);
    assert.deepEqual(at.asked.map((id) => id.charAt(0)).sort(), ['a', 'b']);
    assert.equal(at.refused.length, 4);
  });

  it('goes on with all tasks when that question is answered', async () => {
    const at = each();
    at.answer = () => failing('unauthorised');
    threeTasks(at);
    await settled();
    at.answer = () => anAnswer();
    at.asked = [];
    at.poller?.wake('a2');
    await settled();
    assert.deepEqual(at.asked, ['a2', 'a1']);
    assert.equal(at.task('a1').problem, undefined);
  });

  it('asks at once when the key or the settings have changed, and hears no answer to the old key', async () => {
    const at = each();
    at.answer = () => failing('unauthorised');
    at.find();
    at.find({ id: 'own-2', taskId: 'task-2' });
    let replyLate: () => void = () => undefined;
    at.answer = ({ id }) =>
      id === 'own-1'
        ? failing('unauthorised')
        : new Promise((resolve) => (replyLate = () => resolve(failing('unauthorised'))));
    at.start();
    await settled();
    at.asked = [];
    at.answer = () => anAnswer();
    at.poller?.resume();
    await settled();
    assert.deepEqual(at.asked.sort(), ['own-1', 'own-2']);
    replyLate();
    await settled();
    assert.equal(at.refused.length, 1);
    assert.equal(at.task('own-2').problem, undefined);
  });

  it('takes a task that the service has just accepted for proof that the key is good', async () => {
    const at = each();
    at.answer = () => failing('unauthorised');
    at.find();
    at.start();
    await settled();
    at.answer = () => anAnswer();
    at.asked = [];
    at.accept('own-2');
    await at.clock.advance(1_000);
    assert.ok(at.asked.includes('own-1') && at.asked.includes('own-2'));
  });
});

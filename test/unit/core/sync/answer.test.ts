import assert from 'node:assert/strict';
import type { QueryResult } from '../../../../src/core/api';
import { foldTask } from '../../../../src/core/ledger/fold';
import type { Task } from '../../../../src/core/model/task';
import { factsOf } from '../../../../src/core/sync/answer';
import { anAnswer, aTask } from '../../../support/builders';
import { failing } from './support/polling';

/** What the task is after an answer at that moment. */
const after = (task: Task, answer: QueryResult, at: number): Task =>
  factsOf(task, answer, at).reduce((current, fact) => foldTask(current, task.id, { ...fact, at }), task);

describe('an answer about a task', () => {
  it('adds what the agent does now to the history, once for each time it is something else', () => {
    const opening = after(aTask(), anAnswer({ taskAction: 'Opening Chrome' }), 2_000);
    assert.deepEqual(opening.lastAction, { at: 2_000, text: 'Opening Chrome' });
    assert.deepEqual(factsOf(opening, anAnswer({ taskAction: 'Opening Chrome' }), 3_000), []);
    const typing = after(opening, anAnswer({ taskAction: 'Typing' }), 4_000);
    const back = after(typing, anAnswer({ taskAction: 'Opening Chrome' }), 5_000);
    assert.deepEqual(back.recentActions, ['Opening Chrome', 'Typing', 'Opening Chrome']);
    assert.equal(back.entryCount, 3);
  });

  it('ends the task with its product when the agent has finished, the product first', () => {
    const answer = anAnswer({ taskAction: 'Reading', taskStatus: 'finished', taskProduct: '# Sunny' });
    assert.deepEqual(factsOf(aTask(), answer, 9_000), [
      { type: 'action', text: 'Reading' },
      { type: 'product', text: '# Sunny' },
      { type: 'settled', state: 'finished' },
    ]);
    const task = after(aTask(), answer, 9_000);
    assert.deepEqual([task.state, task.endedAt, task.hasProduct], ['finished', 9_000, true]);
  });

  it('keeps the reason of a failed and of an unsupported task', () => {
    for (const taskStatus of ['failed', 'unsupported'] as const) {
      const task = after(aTask(), anAnswer({ taskStatus, errorMessage: 'No such button.' }), 9_000);
      assert.equal(task.state, taskStatus);
      assert.equal(task.reason, 'No such button.');
    }
  });

  it('leaves the task running when the status is missing', () => {
    const task = after(aTask(), anAnswer({ taskStatus: 'unknown' }), 9_000);
    assert.equal(task.state, 'running');
    assert.equal(task.endedAt, undefined);
  });

  for (const kind of ['network', 'timeout', 'unauthorised', 'throttled', 'service', 'badReply'] as const) {
    it(`never takes a failed question (${kind}) for a failed task`, () => {
      const once = after(aTask(), failing(kind, {}, 'AgentBay does not answer.'), 2_000);
      assert.deepEqual(factsOf(once, failing(kind, {}, 'AgentBay does not answer.'), 5_000), []);
      const twice = after(once, failing(kind, {}, 'AgentBay answers oddly.'), 5_000);
      assert.equal(twice.state, 'running');
      assert.equal(twice.endedAt, undefined);
      assert.deepEqual(twice.problem, { message: 'AgentBay answers oddly.', since: 2_000 });
      assert.equal(after(twice, anAnswer(), 6_000).problem, undefined);
    });
  }

  it('says nothing when we stopped asking ourselves', () => {
    assert.deepEqual(factsOf(aTask(), failing('aborted'), 2_000), []);
  });

  it('says nothing of the task when it is its session that is gone', () => {
    assert.deepEqual(factsOf(aTask(), failing('notFound', { subject: 'session' }), 2_000), []);
  });

  it('proves nothing when it is not said what was not found', () => {
    assert.equal(after(aTask(), failing('notFound'), 2_000).state, 'running');
  });

  describe('that the service has forgotten the task', () => {
    const gone = failing('notFound', { subject: 'task' }, 'Task not found or already finished');

    it('confirms a terminate', () => {
      assert.equal(after(aTask({ state: 'terminating' }), gone, 9_000).state, 'terminated');
    });

    it('ends any other task without a verdict', () => {
      const task = after(aTask(), gone, 9_000);
      assert.equal(task.state, 'unknown');
      assert.equal(task.endedAt, 9_000);
      assert.match(task.reason ?? '', /how it ended cannot be told/);
    });
  });

  describe('after a terminate', () => {
    const terminating = aTask({ state: 'terminating' });

    it('takes `finished` with nothing to show as our doing', () => {
      assert.equal(after(terminating, anAnswer({ taskStatus: 'finished' }), 9_000).state, 'terminated');
    });

    it('keeps a result that was there before the terminate arrived', () => {
      const task = after(terminating, anAnswer({ taskStatus: 'finished', taskProduct: 'Done' }), 9_000);
      assert.equal(task.state, 'finished');
      assert.equal(task.hasProduct, true);
    });

    it('waits on while the agent still runs', () => {
      assert.equal(after(terminating, anAnswer({ taskStatus: 'running' }), 9_000).state, 'terminating');
    });
  });

  it('shows that the service is ending the task, and says so once', () => {
    const ending = after(aTask(), anAnswer({ taskStatus: 'terminating' }), 9_000);
    assert.equal(ending.state, 'terminating');
    assert.deepEqual(factsOf(ending, anAnswer({ taskStatus: 'terminating' }), 9_500), []);
  });
});

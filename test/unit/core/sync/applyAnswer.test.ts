import assert from 'node:assert/strict';
import { ServiceError } from '../../../../src/core/api';
import { applyAnswer } from '../../../../src/core/sync/applyAnswer';
import { anAnswer, aTask } from '../../../support/builders';

const failed = (error: ServiceError) =>
  anAnswer({ success: false, taskStatus: 'unknown', rawStatus: '', errorMessage: error.message, error });

describe('an answer about a task', () => {
  it('adds what the agent does now to the history, once for each time it is something else', () => {
    const opening = applyAnswer(aTask(), anAnswer({ taskAction: 'Opening Chrome' }), 2_000);
    const again = applyAnswer(opening, anAnswer({ taskAction: 'Opening Chrome' }), 3_000);
    const typing = applyAnswer(again, anAnswer({ taskAction: 'Typing' }), 4_000);
    const back = applyAnswer(typing, anAnswer({ taskAction: 'Opening Chrome' }), 5_000);
    assert.deepEqual(back.actions, [
      { at: 2_000, text: 'Opening Chrome' },
      { at: 4_000, text: 'Typing' },
      { at: 5_000, text: 'Opening Chrome' },
    ]);
  });

  it('ends the task with its product when the agent has finished', () => {
    const task = applyAnswer(aTask(), anAnswer({ taskStatus: 'finished', taskProduct: '# Sunny' }), 9_000);
    assert.equal(task.state, 'finished');
    assert.equal(task.product, '# Sunny');
    assert.equal(task.endedAt, 9_000);
  });

  it('keeps the reason of a failed and of an unsupported task', () => {
    for (const taskStatus of ['failed', 'unsupported'] as const) {
      const task = applyAnswer(aTask(), anAnswer({ taskStatus, errorMessage: 'No such button.' }), 9_000);
      assert.equal(task.state, taskStatus);
      assert.equal(task.reason, 'No such button.');
    }
  });

  it('leaves the task running when the status is missing', () => {
    const task = applyAnswer(aTask(), anAnswer({ taskStatus: 'unknown' }), 9_000);
    assert.equal(task.state, 'running');
    assert.equal(task.endedAt, undefined);
  });

  for (const kind of ['network', 'timeout', 'unauthorised', 'throttled', 'service', 'badReply'] as const) {
    it(`never takes a failed question (${kind}) for a failed task`, () => {
      const error = new ServiceError(kind, 'AgentBay does not answer.');
      const once = applyAnswer(aTask(), failed(error), 2_000);
      const twice = applyAnswer(once, failed(error), 5_000);
      assert.equal(twice.state, 'running');
      assert.equal(twice.endedAt, undefined);
      assert.deepEqual(twice.problem, { message: 'AgentBay does not answer.', since: 2_000 });
      assert.equal(applyAnswer(twice, anAnswer(), 6_000).problem, undefined);
    });
  }

  it('says nothing when we stopped asking ourselves', () => {
    const task = aTask();
    assert.equal(applyAnswer(task, failed(new ServiceError('aborted', 'Stopped.')), 2_000), task);
  });

  describe('that the service has forgotten the task', () => {
    const gone = failed(new ServiceError('notFound', 'Task not found or already finished', { subject: 'task' }));

    it('confirms a terminate', () => {
      assert.equal(applyAnswer(aTask({ state: 'terminating' }), gone, 9_000).state, 'terminated');
    });

    it('ends any other task without a verdict', () => {
      const task = applyAnswer(aTask(), gone, 9_000);
      assert.equal(task.state, 'unknown');
      assert.equal(task.endedAt, 9_000);
      assert.match(task.reason ?? '', /how it ended cannot be told/);
    });
  });

  describe('after a terminate', () => {
    const terminating = aTask({ state: 'terminating' });

    it('takes `finished` with nothing to show as our doing', () => {
      assert.equal(applyAnswer(terminating, anAnswer({ taskStatus: 'finished' }), 9_000).state, 'terminated');
    });

    it('keeps a result that was there before the terminate arrived', () => {
      const task = applyAnswer(terminating, anAnswer({ taskStatus: 'finished', taskProduct: 'Done' }), 9_000);
      assert.equal(task.state, 'finished');
      assert.equal(task.product, 'Done');
    });

    it('waits on while the agent still runs', () => {
      assert.equal(applyAnswer(terminating, anAnswer({ taskStatus: 'running' }), 9_000).state, 'terminating');
    });
  });

  it('shows that the service is ending the task', () => {
    assert.equal(applyAnswer(aTask(), anAnswer({ taskStatus: 'terminating' }), 9_000).state, 'terminating');
  });
});

import assert from 'node:assert/strict';
import type { Task } from '../../../src/core/model/task';
import { endNotices, refusedNotice, terminateNotice } from '../../../src/presentation/notice';
import { anUnsentTask, aTask, THIS_WINDOW } from '../../support/builders';

describe('the notice of an end', () => {
  const notice = (parts: Partial<Task>) => endNotices([aTask({ endedAt: 1, ...parts })], THIS_WINDOW);

  it('is there for every end the person did not bring about', () => {
    assert.match(notice({ state: 'finished' })?.message ?? '', /^Finished: “Open Chrome/);
    assert.equal(notice({ state: 'failed', reason: 'Why.' })?.severity, 'warning');
    assert.match(notice({ state: 'unknown', reason: 'Gone.' })?.message ?? '', /^Lost: .*Gone\./);
    assert.equal(notice({ state: 'terminated' }), undefined);
  });

  it('is left to the command that sent the task, while there is one', () => {
    for (const state of ['notSent', 'unconfirmed', 'unknown'] as const) {
      const task = anUnsentTask({ state, endedAt: 1, reason: 'No answer came.' });
      assert.equal(endNotices([task], THIS_WINDOW), undefined);
      const ofAnother = endNotices([{ ...task, windowId: 'gone' }], THIS_WINDOW);
      assert.match(ofAnother?.message ?? '', /: “Open Chrome browser”: No answer came\.$/, state);
    }
  });

  it('is one for all that one event ended', () => {
    const lost = aTask({ state: 'unknown', endedAt: 1, reason: 'AgentBay Local stopped.' });
    assert.match(
      endNotices([lost, lost, lost], THIS_WINDOW)?.message ?? '',
      /^3 tasks have ended\. Lost: .*AgentBay Local stopped/,
    );
  });
});

describe('the notice of an end that could not be confirmed', () => {
  const troubled = aTask({ terminateProblem: 'AgentBay could not be reached.' });

  it('names the task, or how many there are', () => {
    const one = terminateNotice([troubled]).message;
    assert.equal(one, 'Could not confirm the end of “Open Chrome browser”: AgentBay could not be reached.');
    assert.match(terminateNotice([troubled, troubled]).message, /^Could not confirm the end of 2 tasks: /);
  });
});

describe('the notice of a refused key', () => {
  it('says that nothing is lost', () => {
    const { message } = refusedNotice({ message: 'AgentBay refused the key.', tasks: 3 });
    assert.equal(message, 'AgentBay refused the key. 3 tasks are kept, and not asked about until a key is set.');
    assert.match(refusedNotice({ message: 'No.', tasks: 1 }).message, /1 task is kept/);
  });
});

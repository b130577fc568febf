import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/core/api';
import type { Task } from '../../../src/core/model/task';
import { failureWords } from '../../../src/presentation/failure';
import { endNotices } from '../../../src/presentation/notice';
import { sessionRow, taskRow } from '../../../src/presentation/rows';
import { productFormat, taskView } from '../../../src/presentation/taskView';
import { duration, firstLine, inert } from '../../../src/presentation/words';
import { anUnsentTask, aSession, aTask } from '../../support/builders';

describe('a row of a task', () => {
  it('shows what the agent does now', () => {
    const row = taskRow(
      aTask({
        actions: [
          { at: 1, text: 'Opening' },
          { at: 2, text: 'Typing “hello”\nmore' },
        ],
      }),
    );
    assert.equal(row.label, 'Open Chrome browser');
    assert.equal(row.description, 'Typing “hello”');
    assert.equal(row.context, 'task.atWork');
    assert.equal(row.accessibleName, 'Computer task: Open Chrome browser, Running, Typing “hello”');
  });

  it('tells a failed question from a failed task', () => {
    const asking = taskRow(aTask({ problem: { message: 'AgentBay cannot be reached.', since: 1 } }));
    const failed = taskRow(aTask({ state: 'failed', endedAt: 5_000, reason: 'No such button.' }));
    assert.equal(asking.description, 'No answer: AgentBay cannot be reached.');
    assert.equal(asking.context, 'task.atWork');
    assert.equal(failed.description, 'Failed: No such button.');
    assert.equal(failed.context, 'task.settled');
    assert.notEqual(asking.icon, failed.icon);
  });

  it('says how long a finished task took', () => {
    assert.equal(taskRow(aTask({ state: 'finished', endedAt: 66_000 })).description, 'Finished in 1 min 5 s');
  });

  it('offers a second terminate, should the first one go unheard', () => {
    assert.equal(taskRow(aTask({ state: 'terminating' })).context, 'task.atWork');
  });

  it('keeps its tooltip short, however long the task', () => {
    assert.ok(taskRow(aTask({ text: 'x'.repeat(60_000) })).tooltip.length < 1_000);
  });
});

describe('a row of a session', () => {
  it('says where it is and whether it is busy', () => {
    assert.equal(sessionRow(aSession(), []).description, 'AgentBay · idle');
    assert.equal(sessionRow(aSession({ connection: 'local' }), [aTask()]).description, 'AgentBay Local · 1 running');
    assert.equal(sessionRow(aSession({ state: 'ended', endedAt: 5 }), []).context, 'session.ended');
    assert.equal(sessionRow(aSession(), []).context, 'session.running.agent');
    assert.equal(sessionRow(aSession({ imageId: 'imgc-own' }), []).context, 'session.running');
  });
});

describe('the view of a task', () => {
  it('can terminate what runs and run again what is over', () => {
    const running = taskView(aTask(), aSession());
    const over = taskView(aTask({ state: 'failed', endedAt: 2_000, reason: 'why' }), undefined);
    assert.deepEqual([running.canTerminate, running.canRunAgain], [true, false]);
    assert.deepEqual([over.canTerminate, over.canRunAgain], [false, true]);
    assert.equal(over.reason, 'why');
    assert.equal(taskView(aTask({ state: 'terminating' }), undefined).canTerminate, true);
  });

  it('tells JSON from Markdown', () => {
    assert.equal(productFormat('{"title":"Shop"}'), 'json');
    assert.equal(productFormat('[link](https://a.example)'), 'markdown');
    assert.equal(productFormat('# Title'), 'markdown');
  });
});

describe('words', () => {
  it('cut long lines between characters', () => {
    assert.equal(firstLine('  one\ntwo'), 'one');
    assert.equal(firstLine('上海天气怎么样', 5), '上海天气…');
    assert.equal(firstLine('👍👍👍', 2), '👍…');
  });

  it('name durations', () => {
    assert.deepEqual([400, 59_000, 61_000, 3_840_000].map(duration), ['0 s', '59 s', '1 min 1 s', '1 h 4 min']);
  });
});

describe('the notice of an end', () => {
  const notice = (parts: Partial<Task>) => endNotices([aTask({ endedAt: 1, ...parts })]);

  it('is there for every end the person did not bring about', () => {
    assert.match(notice({ state: 'finished' })?.message ?? '', /^Finished: “Open Chrome/);
    assert.equal(notice({ state: 'failed', reason: 'Why.' })?.severity, 'warning');
    assert.match(notice({ state: 'unknown', reason: 'Gone.' })?.message ?? '', /^Lost: .*Gone\./);
    assert.equal(notice({ state: 'terminated' }), undefined);
    assert.equal(notice({ state: 'notSent' }), undefined);
    assert.equal(endNotices([anUnsentTask({ state: 'unknown', endedAt: 1 })]), undefined, 'the command has said so');
  });

  it('is one for all that one event ended', () => {
    const lost = aTask({ state: 'unknown', endedAt: 1, reason: 'AgentBay Local stopped.' });
    assert.match(endNotices([lost, lost, lost])?.message ?? '', /^3 tasks have ended\. Lost: .*AgentBay Local stopped/);
  });
});

describe('words from outside', () => {
  it('are no command, no link and no icon in a notification or a list', () => {
    // How VS Code finds links in a notification (linkedText.ts).
    const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
    const evil = 'Failed: [open it](command:workbench.action.terminal.sendSequence?{"text":"x"}) $(trash)';
    assert.match(evil, link);
    assert.doesNotMatch(inert(evil), link);
    assert.doesNotMatch(inert(evil), /\$\(/);
  });
});

describe('the words for a failure', () => {
  it('offer the key when it was refused, and the endpoint when what answers is not AgentBay', () => {
    const refused = failureWords(new ServiceError('unauthorised', 'AgentBay refused the key.'));
    assert.equal(refused?.message, 'AgentBay refused the key.');
    assert.equal(refused.remedy?.command, 'agentbay.setApiKey');
    assert.equal(failureWords(new ServiceError('badReply', 'Not JSON.'))?.remedy?.argument, 'agentbay.endpoint');
  });

  it('are silent about what was stopped on purpose', () => {
    assert.equal(failureWords(new ServiceError('aborted', 'Stopped.')), undefined);
    assert.equal(failureWords(new DOMException('Aborted', 'AbortError')), undefined);
  });

  it('are there for anything that was thrown', () => {
    assert.equal(failureWords('odd')?.message, 'odd');
    assert.equal(failureWords(new Error('odd'))?.remedy?.command, 'agentbay.showLog');
  });
});

import assert from 'node:assert/strict';
import { earlierRow, sessionRow, taskRow } from '../../../src/presentation/rows';
import { anUnsentTask, aSession, aTask } from '../../support/builders';

describe('a row of a task', () => {
  it('shows what the agent does now', () => {
    const row = taskRow(aTask({ lastAction: { at: 2, text: 'Typing “hello”\nmore' } }));
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

  it('says what can be done about a task that was sent while nobody knows whether it was taken', () => {
    const lost = anUnsentTask({
      sessionId: 'session-1',
      state: 'unconfirmed',
      endedAt: 5_000,
      reason: 'No answer came.',
    });
    const row = taskRow(lost, aSession());
    assert.equal(row.description, 'Sent, unconfirmed: No answer came.');
    assert.equal(row.context, 'task.unconfirmed.live');
    assert.match(row.tooltip, /Look at its session .* run it again/);
    const over = taskRow(lost, aSession({ state: 'ended', endedAt: 6_000 }));
    assert.equal(over.context, 'task.unconfirmed', 'an ended session is nothing to look at');
  });

  it('offers a look at the session of a task at work, and at none that is over', () => {
    assert.equal(taskRow(aTask(), aSession()).context, 'task.atWork.live');
    assert.equal(taskRow(aTask({ state: 'finished', endedAt: 2_000 }), aSession()).context, 'task.settled');
  });

  it('says that an end could not be confirmed, before anything else', () => {
    const row = taskRow(
      aTask({
        terminateProblem: 'AgentBay was asked to end this task, but it still runs.',
        lastAction: { at: 2, text: 'Typing' },
        stall: { why: 'silent', since: 1 },
      }),
    );
    assert.equal(row.description, 'Could not confirm its end');
    assert.match(row.tooltip, /Could not confirm its end: AgentBay was asked/);
    assert.match(row.accessibleName, /Running, Could not confirm its end$/);
  });

  it('tells quietly that an agent may be stuck, by a moment and not by a count', () => {
    const since = new Date(2026, 10, 22, 14, 3).getTime();
    const lastAction = { at: since, text: 'Clicking “Next”' };
    const moment = new Date(since).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    const looping = taskRow(aTask({ lastAction, stall: { why: 'repeating', since } }));
    assert.equal(looping.description, `The same action again and again since ${moment}`);
    const silent = taskRow(aTask({ lastAction, stall: { why: 'silent', since } }));
    assert.equal(silent.description, `Nothing new since ${moment}`);
    assert.match(silent.tooltip, /Clicking “Next”/, 'what it did last is there as well');
  });

  it('keeps its tooltip short, however long the task', () => {
    const long = 'x'.repeat(60_000);
    const tooltip = taskRow(aTask({ text: long, lastAction: { at: 1, text: long } })).tooltip;
    assert.ok(tooltip.length < 2_000);
  });
});

describe('a row of a session', () => {
  it('says where it is and whether it is busy', () => {
    assert.equal(sessionRow(aSession(), 0).description, 'idle · AgentBay');
    assert.equal(sessionRow(aSession(), 0, true).description, 'may be at work · AgentBay');
    assert.equal(sessionRow(aSession({ connection: 'local' }), 1).description, '1 running · AgentBay Local');
    assert.equal(sessionRow(aSession({ state: 'ended', endedAt: 5 }), 0).context, 'session.ended');
    assert.equal(sessionRow(aSession(), 0).context, 'session.running.agent');
    assert.equal(sessionRow(aSession({ imageId: 'imgc-own' }), 0).context, 'session.running');
  });
});

describe('the row of what is not shown', () => {
  it('says how much that is', () => {
    assert.deepEqual([earlierRow(12).label, earlierRow(12).description], ['Show Earlier', '12 more']);
  });
});

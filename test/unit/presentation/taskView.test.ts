import assert from 'node:assert/strict';
import { taskStatus, viewEntry, viewProduct } from '../../../src/presentation/taskView';
import { anUnsentTask, aSession, aTask } from '../../support/builders';

describe('the status of a task, for its page', () => {
  it('says of a task in doubt what that means, and offers to look before running it again', () => {
    const inDoubt = anUnsentTask({
      state: 'unconfirmed',
      endedAt: 2_000,
      sessionId: 'session-1',
      reason: 'No answer.',
    });
    const status = taskStatus(inDoubt, aSession());
    assert.equal(status.stateLabel, 'Sent, unconfirmed');
    assert.equal(status.reason, 'No answer.');
    assert.deepEqual([status.canTerminate, status.canRunAgain, status.canLookAtSession], [false, true, true]);
    assert.equal(status.advice, undefined, 'the reason says to look at the session, and the page has the button');
    const over = taskStatus(inDoubt, aSession({ state: 'ended', endedAt: 3_000 }));
    assert.match(over.advice ?? '', /nothing to look at.* done twice/);
    assert.deepEqual([over.canRunAgain, over.canLookAtSession], [true, false]);
  });

  it('offers to look at a session only while there is something to see', () => {
    const canLook = (...[task, session]: Parameters<typeof taskStatus>): boolean =>
      taskStatus(task, session).canLookAtSession;
    assert.equal(canLook(aTask(), aSession()), true);
    assert.equal(canLook(aTask(), undefined), false);
    assert.equal(canLook(aTask(), aSession({ state: 'ended', endedAt: 3 })), false);
    assert.equal(canLook(aTask({ state: 'finished', endedAt: 3 }), aSession()), false);
  });

  it('tells a task that may be stuck, and an end that could not be confirmed, from a failure', () => {
    const status = taskStatus(
      aTask({ stall: { why: 'repeating', since: 1_500 }, terminateProblem: 'AgentBay cannot be reached.' }),
      aSession(),
    );
    assert.deepEqual(status.stall, { text: 'The same action again and again', since: 1_500 });
    assert.equal(status.terminateProblem, 'AgentBay cannot be reached.');
    assert.deepEqual([status.reason, status.problem, status.advice], [undefined, undefined, undefined]);
    assert.equal(taskStatus(aTask({ stall: { why: 'silent', since: 1 } }), undefined).stall?.text, 'Nothing new');
  });
});

describe('an entry of the timeline, for the page', () => {
  it('says why nothing is known', () => {
    const entry = viewEntry({ type: 'gap', at: 1, until: 9, why: 'asleep' });
    assert.deepEqual(entry, { type: 'gap', at: 1, until: 9, why: 'the machine was asleep' });
  });

  it('is cut when an agent says a whole page', () => {
    const entry = viewEntry({ type: 'action', at: 1, text: 'word '.repeat(100_000) });
    assert.ok(entry.type === 'action' && entry.text.length <= 4_000 && entry.text.endsWith('…'));
  });
});

describe('a product, for the page', () => {
  const picture = (length: number): string => `data:image/png;base64,${'A'.repeat(length)}`;

  it('is whole while it is of a size for a page, pictures and all', () => {
    const text = `${'x'.repeat(900_000)} ![a](${picture(2_000_000)}) ![b](${picture(1_500_000)})`;
    assert.deepEqual(viewProduct(text), { format: 'markdown', text });
  });

  it('is cut beyond that, and says so', () => {
    const { text, isCut } = viewProduct('x'.repeat(30_000_000));
    assert.deepEqual([text.length, isCut], [1_000_000, true]);
    const pictured = viewProduct(`![a](${picture(3_000_000)}) ![b](${picture(3_000_000)}) the end`);
    assert.equal(pictured.isCut, true);
    assert.ok(pictured.text.startsWith('![a](data:image/png') && pictured.text.endsWith('![b]() the end'));
  });

  it('keeps its format when it is cut', () => {
    assert.equal(viewProduct(JSON.stringify(['x'.repeat(2_000_000)])).format, 'json');
  });
});

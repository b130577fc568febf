import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldSession, foldTask } from '../../../../src/core/ledger/fold';
import type { SessionFact, TaskFact } from '../../../../src/core/ledger/records';
import type { Session } from '../../../../src/core/model/session';
import { isSettled, type Task } from '../../../../src/core/model/task';
import { aCreation, aFact, anAcceptance } from './support/facts';

const folded = (facts: readonly TaskFact[]): Task | undefined =>
  facts.reduce<Task | undefined>((task, fact, at) => foldTask(task, 'own-1', { ...fact, at: at + 1 }), undefined);

describe('what a task is, by what happened to it', () => {
  const action: TaskFact = { type: 'action', text: 'Click' };
  const finished: TaskFact = { type: 'settled', state: 'finished' };
  const unconfirmed: TaskFact = { type: 'settled', state: 'unconfirmed', reason: 'timeout', toldBy: 'w' };
  const terminating: TaskFact = { type: 'terminating' };
  const problem: TaskFact = { type: 'problem', message: 'offline', since: 1 };
  const stalled: TaskFact = { type: 'stalled', why: 'silent', since: 1 };
  const failedToEnd = (isRunning: boolean): TaskFact => ({ type: 'terminateFailed', message: 'no', isRunning });

  const table: readonly [says: string, facts: TaskFact[], expected: Partial<Record<keyof Task, unknown>>][] = [
    ['is being submitted', [aCreation], { state: 'submitting', text: 'Look up the price', createdAt: 1, updatedAt: 1 }],
    ['has a session', [aCreation, { type: 'placed', sessionId: 's' }], { sessionId: 's' }],
    ['was sent', [aCreation, { type: 'sending' }], { state: 'submitting', sentAt: 2 }],
    [
      'was not taken there',
      [aCreation, { type: 'placed', sessionId: 's' }, { type: 'sending' }, { type: 'placed' }],
      { sessionId: undefined, sentAt: undefined },
    ],
    ['runs', [aCreation, anAcceptance], { state: 'running', taskId: 'task-1', sessionId: 'session-1' }],
    ['is still to be ended when it is accepted late', [aCreation, terminating, anAcceptance], { state: 'terminating' }],
    ['does something', [aCreation, action], { lastAction: { at: 2, text: 'Click' }, entryCount: 1 }],
    ['has a gap', [aCreation, { type: 'gap', from: 1, why: 'asleep' }], { entryCount: 1, lastAction: undefined }],
    ['has a problem', [aCreation, problem], { problem: { message: 'offline', since: 1 } }],
    ['is heard of again', [aCreation, problem, { type: 'heard' }], { problem: undefined, updatedAt: 3 }],
    ['is quietly heard of', [aCreation, { type: 'heard' }], { updatedAt: 1 }],
    ['stalls', [aCreation, stalled], { stall: { why: 'silent', since: 1 } }],
    ['goes on after a stall', [aCreation, stalled, action], { stall: undefined }],
    [
      'goes on when it cannot be ended',
      [aCreation, anAcceptance, terminating, failedToEnd(true)],
      { state: 'running' },
    ],
    ['may be ending', [aCreation, anAcceptance, terminating, failedToEnd(false)], { state: 'terminating' }],
    ['is ended again', [aCreation, failedToEnd(false), terminating], { terminateProblem: undefined }],
    ['has a product', [aCreation, { type: 'product', text: '#' }], { hasProduct: true }],
    [
      'is over, and so is what troubled it',
      [aCreation, problem, stalled, failedToEnd(false), finished],
      { state: 'finished', endedAt: 5, problem: undefined, stall: undefined, terminateProblem: undefined },
    ],
    [
      'is over for good',
      [aCreation, finished, { type: 'settled', state: 'failed' }],
      { state: 'finished', endedAt: 2 },
    ],
    ['is not begun again by a late acceptance', [aCreation, finished, anAcceptance], { taskId: undefined, endedAt: 2 }],
    [
      'goes on when doubts about it end',
      [aCreation, unconfirmed, anAcceptance],
      { state: 'running', endedAt: undefined, reason: undefined, toldBy: undefined },
    ],
    ['is there without its creation', [anAcceptance], { state: 'running', taskId: 'task-1', agent: 'browser' }],
  ];
  for (const [says, facts, expected] of table) {
    it(says, () => {
      const task = folded(facts);
      assert.ok(task);
      for (const [name, value] of Object.entries(expected)) assert.deepEqual(task[name as keyof Task], value, name);
    });
  }

  it('remembers a dozen actions while it runs, and none afterwards', () => {
    const actions = Array.from({ length: 20 }, (_, n): TaskFact => ({ type: 'action', text: `step ${n}` }));
    assert.deepEqual(folded([aCreation, ...actions])?.recentActions.slice(-2), ['step 18', 'step 19']);
    assert.equal(folded([aCreation, ...actions])?.recentActions.length, 12);
    assert.deepEqual(folded([aCreation, ...actions, finished])?.recentActions, []);
  });

  it('once settled stays as it is, unless in doubt, and is settled if and only if it has an end', () => {
    fc.assert(
      fc.property(fc.array(aFact, { minLength: 1, maxLength: 20 }), aFact, (facts, late) => {
        const task = folded(facts);
        assert.ok(task);
        assert.equal(isSettled(task), !['submitting', 'running', 'terminating'].includes(task.state));
        if (isSettled(task) && task.state !== 'unconfirmed') {
          assert.equal(foldTask(task, 'own-1', { ...late, at: 99 }), task);
        }
      }),
    );
  });
});

describe('what a session is, by what happened to it', () => {
  const known: SessionFact = { type: 'known', connection: 'cloud', endpoint: 'e', imageId: 'windows_latest' };
  const fold = (facts: readonly SessionFact[]): Session | undefined =>
    facts.reduce<Session | undefined>((session, fact, at) => foldSession(session, 's', { ...fact, at }), undefined);

  it('is unknown until somebody knows it', () => {
    assert.equal(fold([{ type: 'deleting', windowId: 'w' }]), undefined);
    assert.equal(fold([known])?.state, 'running');
  });

  it('has one state, whatever order windows tell an end and what comes late in', () => {
    const late: SessionFact[] = [{ type: 'deleting', windowId: 'w' }, { type: 'kept' }, known];
    const ended: SessionFact = { type: 'ended', reason: 'released', isDeleted: false };
    fc.assert(
      fc.property(fc.shuffledSubarray(late), fc.shuffledSubarray(late), (before, after) => {
        const session = fold([known, ...before, ended, ...after]);
        assert.equal(session?.state, 'ended');
        assert.equal(session.endedAt, before.length + 1);
      }),
    );
  });

  it('is there again when it could not be deleted', () => {
    const session = fold([known, { type: 'deleting', windowId: 'w' }, { type: 'kept' }]);
    assert.equal(session?.state, 'running');
    assert.equal(session.deletingBy, undefined);
  });
});

import fc from 'fast-check';
import type { TaskFact } from '../../../../../src/core/ledger/records';
import { gapCauses, settledStates, stallCauses } from '../../../../../src/core/model/task';

const aText = fc.string({ unit: 'grapheme', maxLength: 30 });
const aMoment = fc.integer({ min: 0, max: 10_000 });

export const aCreation: TaskFact = {
  type: 'created',
  agent: 'browser',
  connection: 'cloud',
  text: 'Look up the price',
  windowId: 'window-a',
};

export const anAcceptance: TaskFact = {
  type: 'accepted',
  taskId: 'task-1',
  sessionId: 'session-1',
  agent: 'browser',
  connection: 'cloud',
};

/** Any fact about a task, but for its summary. */
export const aFact: fc.Arbitrary<TaskFact> = fc.oneof(
  fc.constant(aCreation),
  fc.record({ type: fc.constant('placed' as const), sessionId: aText }),
  fc.record({ type: fc.constant('placed' as const) }),
  fc.constant({ type: 'sending' as const }),
  fc.constant(anAcceptance),
  fc.record({ type: fc.constant('action' as const), text: aText }),
  fc.record({ type: fc.constant('gap' as const), from: aMoment, why: fc.constantFrom(...gapCauses) }),
  fc.record({ type: fc.constant('problem' as const), message: aText, since: aMoment }),
  fc.constant({ type: 'heard' as const }),
  fc.record({ type: fc.constant('stalled' as const), why: fc.constantFrom(...stallCauses), since: aMoment }),
  fc.constant({ type: 'terminating' as const }),
  fc.record({ type: fc.constant('terminateFailed' as const), message: aText, isRunning: fc.boolean() }),
  fc.record({ type: fc.constant('product' as const), text: aText }),
  fc.record({ type: fc.constant('settled' as const), state: fc.constantFrom(...settledStates), reason: aText }),
);

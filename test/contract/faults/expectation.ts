import type { FailureKind } from '../../../src/core/api';
import type { TaskState } from '../../../src/core/model/task';
import { needs, type PublicCall, SHORT_TASK } from './calls';
import type { Outcome, Row } from './rows';

/** What must come of a call that meets a fault each time it is sent. */
export interface Expectation {
  /** Absent when the call does what it was made for. */
  readonly kind?: FailureKind;
  /** How many requests reach the service; absent where that is as many questions as there is time for. */
  readonly sent?: number;
  /** Of calls that do something: whether it may have been done. */
  readonly isDoubtful?: boolean;
  readonly isNamed?: boolean;
  /** Of calls about tasks. */
  readonly taskStatus?: TaskState;
}

const notUnderstood: Outcome = { kind: 'badReply', safe: 1, once: 1, isDoubtful: true };
const gone: Outcome = { kind: 'notFound', safe: 1, once: 1, isDoubtful: false, isNamed: true };

export function expected(name: string, call: PublicCall, row: Row): Expectation {
  const outcome = outcomeOf(name, call, row);
  if (call.repeat === 'wait') return waiting(call, row, outcome);
  if (outcome === undefined) return { sent: 1, ...usualStatus(name, row) };
  const { kind, isDoubtful, isNamed = false } = outcome;
  const isExecution = name.endsWith('executeTask');
  const isTask = isExecution || call.about !== undefined;
  return {
    kind,
    sent: outcome[call.repeat],
    isNamed,
    ...(call.repeat === 'once' && { isDoubtful }),
    ...(isTask && { taskStatus: isExecution && !isDoubtful ? 'notSent' : 'unknown' }),
  };
}

/** What must come of a call that meets a fault once, and then all is well. */
export function expectedOnce(name: string, call: PublicCall, row: Row & { readonly comes: Outcome }): Expectation {
  if (call.repeat === 'wait') return { taskStatus: 'finished' };
  const isRepeated = row.comes[call.repeat] > 1;
  return isRepeated ? { ...expected(name, call, { ...row, comes: 'harmless' }), sent: 2 } : expected(name, call, row);
}

/** What must come of a tool call whose session's own address has the fault. */
export interface Direct extends Expectation {
  /** Whether the gateway is asked instead. */
  readonly fallsBack: boolean;
  /** What an error says was asked. */
  readonly action: string;
}

export function expectedDirectly(name: string, call: PublicCall, row: Row): Direct {
  const { comes, fault } = row;
  // The key is not asked for there.
  const isHarmless = typeof comes === 'string' || fault.kind === 'keyRevoked';
  const { action } = call;
  const usual = expected(name, call, { ...row, comes: 'harmless' });
  if (comes === 'sessionGone') return { ...expected(name, call, row), fallsBack: true, action };
  if (isHarmless)
    return { ...(typeof comes === 'string' ? expected(name, call, row) : usual), fallsBack: false, action };
  if (call.repeat !== 'once') return { ...usual, fallsBack: true, action };
  // A status is an answer, whatever comes with it.
  const { status } = fault.kind === 'status' ? fault : {};
  const kind = status !== undefined ? 'service' : 'kind' in comes ? comes.kind : notUnderstood.kind;
  const isDoubtful = (status ?? 500) >= 500 && fault.kind !== 'throttling';
  if (!isDoubtful) return { ...usual, fallsBack: true, action };
  return { kind, sent: 1, isDoubtful, taskStatus: 'unknown', fallsBack: false, action: 'callTool' };
}

/** The failure the call meets; `undefined` when it meets none. */
function outcomeOf(name: string, call: PublicCall, { comes }: Row): Outcome | undefined {
  const usual: Outcome | undefined =
    call.usually === 'service' ? { ...notUnderstood, kind: 'service', isDoubtful: false } : undefined;
  if (typeof comes === 'object' && 'kind' in comes) return comes;
  if (typeof comes === 'object')
    return (needs[call.needs] as readonly string[]).includes(comes.data) ? undefined : notUnderstood;
  switch (comes) {
    case 'harmless':
    case 'noStatus':
    case 'otherStatus':
      return usual;
    case 'noTaskId':
      return name.endsWith('executeTask') ? notUnderstood : usual;
    case 'sessionGone':
      if (call.isAboutNone) return usual;
      return name === 'delete' ? undefined : gone;
  }
}

function usualStatus(name: string, { comes }: Row): Pick<Expectation, 'taskStatus'> {
  if (name.endsWith('getTaskStatus')) return { taskStatus: comes === 'noStatus' ? 'unknown' : 'running' };
  // A text that names no task is what a phone's agent did on the spot.
  if (name === 'mobile.executeTask' && typeof comes === 'object') return { taskStatus: 'finished' };
  return name.endsWith('executeTask') ? { taskStatus: 'running' } : {};
}

/** A question that failed is no verdict: it is asked again until the time is up, unless nobody will ever answer. */
function waiting(call: PublicCall, { comes }: Row, outcome: Outcome | undefined): Expectation {
  const believed: TaskState = call.about === SHORT_TASK ? 'unknown' : 'running';
  if (outcome?.kind === 'notFound') return { kind: 'notFound', sent: 1, taskStatus: 'unknown' };
  if (outcome?.kind === 'unauthorised') return { kind: 'unauthorised', sent: 1, taskStatus: believed };
  if (outcome || comes === 'noStatus') return { kind: 'timeout', taskStatus: believed };
  if (comes === 'otherStatus') return { kind: 'timeout', taskStatus: 'running' };
  return { taskStatus: 'finished' };
}

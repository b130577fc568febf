import assert from 'node:assert/strict';
import { AgentBay, type ApiResult, mayHaveBeenAccepted, ServiceError } from '../../../src/core/api';
import type { Condition } from '../../../src/local/faults/rule';
import { assertWhole } from '../../support/whole';
import type { LocalService } from '../support/localService';
import type { Seen } from '../support/service';
import type { PublicCall, Subject } from './calls';
import type { Expectation } from './expectation';
import { PatientClock, realTime } from './patientClock';
import type { Row } from './rows';

/** Nothing here waits for real time, so whatever takes so long hangs, in ms. */
const HANGS_AFTER_MS = 15_000;

/** A call that is ready to be made. */
export interface Stage extends Subject {
  readonly clock: PatientClock;
}

/** Gets a session, and whatever the call needs of it, while all is well. */
export async function setStage(service: LocalService, { agent, first, about }: PublicCall): Promise<Stage> {
  service.misbehave([]);
  const clock = new PatientClock();
  const bay = new AgentBay({ apiKey: service.apiKey, endpoint: service.endpoint, clock });
  const { session, errorMessage } = await bay.create({ agent });
  assert.ok(session, errorMessage);
  if (first) assert.equal((await first(session)).errorMessage, '');
  if (about === undefined) return { bay, clock, session, taskId: '' };
  const { taskId, errorMessage: why } = await session.agent[agent].executeTask(about);
  assert.notEqual(taskId, '', why);
  return { bay, clock, session, taskId };
}

/** What came of a call: to its caller, and at the service. */
export interface Told {
  readonly result: ApiResult;
  /** The requests that met the fault. */
  readonly met: readonly Seen[];
  /** The pauses, in ms. */
  readonly pauses: readonly number[];
}

/** Makes a call that meets a fault, and ends its time limits where it would wait for them. */
export async function meet(
  service: LocalService,
  { clock, ...subject }: Stage,
  call: PublicCall,
  { fault, isSilent }: Pick<Row, 'fault' | 'isSilent'>,
  when: Condition = call.when,
): Promise<Told> {
  service.forget();
  const [waits, isIt] = [clock.waits.length, isMeant(when)];
  service.misbehave([{ when: fault.kind === 'resetBeforeReading' ? unread(call, when) : when, do: fault }]);
  const over = new AbortController();
  const made = call.make(subject).finally(() => over.abort());
  if (isSilent) void endLimits(service, clock, isIt, over.signal);
  const result = await inTime(made);
  subject.bay.dispose();
  assert.equal(clock.waiting, 0, 'a timer is left');
  return { result, met: service.seen.filter(isIt), pauses: clock.waits.slice(waits) };
}

/** Of a request that is not read, the tool is not known. What runs a task hands it over first. */
function unread({ action, repeat, about }: PublicCall, { path }: Condition): Condition {
  if (path !== undefined) return { path };
  return { action, ...(repeat === 'wait' && about === undefined && { from: 2 }) };
}

function isMeant({ action = 'CallMcpTool', tool, path = '/' }: Condition): (seen: Seen) => boolean {
  return (seen) => {
    if (path !== '/') return seen.path.startsWith(path);
    const { Name: name = tool } = seen.form;
    return seen.path === '/' && seen.query['Action'] === action && name === tool;
  };
}

/** Ends a time limit for each request that the service has read and leaves without a whole answer. */
async function endLimits(
  service: LocalService,
  clock: PatientClock,
  isIt: (seen: Seen) => boolean,
  over: AbortSignal,
): Promise<void> {
  let ended = 0;
  while (!over.aborted) {
    // Also lets the beginning of an answer arrive.
    await realTime(4);
    if (service.seen.filter(isIt).length <= ended) continue;
    ended += 1;
    clock.endNextLimit();
  }
}

async function inTime<T>(made: Promise<T>): Promise<T> {
  let callOff: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, reject) => {
    callOff = setTimeout(() => reject(new Error('It hangs.')), HANGS_AFTER_MS);
  });
  try {
    return await Promise.race([made, hangs]);
  } finally {
    clearTimeout(callOff);
  }
}

/** Fails unless the caller was told what is to be told, and the service asked as often as it may be. */
export function judge({ result, met }: Told, action: string, wanted: Expectation): void {
  const { kind, sent, isDoubtful, isNamed, taskStatus } = wanted;
  const { error, errorMessage, requestId, success } = result;
  assertWhole(result);
  assert.equal(error?.kind, kind, errorMessage);
  assert.equal(success, kind === undefined, errorMessage);
  if (sent !== undefined) assert.equal(met.length, sent, 'requests');
  if ('taskStatus' in result) assert.equal(result.taskStatus, taskStatus ?? result.taskStatus);
  if (!error) return;
  assert.ok(error instanceof ServiceError);
  assert.equal(errorMessage, error.message);
  assert.match(errorMessage, /^[A-Z][^]{10,}[.!?…)]$/, 'a sentence');
  assert.doesNotMatch(errorMessage, /undefined|NaN|\[object/);
  const { detail } = error;
  assert.equal(detail.action, action);
  assert.equal(detail.attempts, met.length, 'attempts');
  assert.equal(requestId, detail.requestId ?? '');
  if (isNamed) assert.notEqual(requestId, '', 'the id of the request');
  if (isDoubtful !== undefined) assert.equal(mayHaveBeenAccepted(error), isDoubtful, 'may have been accepted');
}

import assert from 'node:assert/strict';
import {
  AgentBay,
  type AgentBayOptions,
  type ApiResult,
  mayHaveBeenAccepted,
  ServiceError,
} from '../../../src/core/api';
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
export async function setStage(
  service: LocalService,
  { agent, first, about }: Pick<PublicCall, 'agent' | 'first' | 'about'>,
  options: Partial<AgentBayOptions> = {},
): Promise<Stage> {
  service.misbehave([]);
  const clock = new PatientClock();
  const bay = new AgentBay({ apiKey: service.apiKey, endpoint: service.endpoint, clock, ...options });
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
  /** The requests that met, or may have met, the fault. */
  readonly met: readonly unknown[];
  /** Those that the gateway had in place of the session's own address. */
  readonly instead: readonly unknown[];
  /** The pauses, in ms. */
  readonly pauses: readonly number[];
}

/** Where a call meets a fault: at each request that is meant, unless told which. */
export interface Spot {
  readonly when: Condition;
  /** Only the first of them. */
  readonly isOnce?: boolean;
}

/** Makes a call that meets a fault, and ends its time limits where it would wait for them. */
export async function meet(
  service: LocalService,
  stage: Stage,
  call: PublicCall,
  { fault, isSilent }: Pick<Row, 'fault' | 'isSilent'>,
  { when, isOnce = false }: Spot = { when: call.when },
): Promise<Told> {
  const { clock, bay } = stage;
  service.forget();
  const waits = clock.waits.length;
  const isMet = isMeant(when);
  const from = fault.kind === 'resetBeforeReading' ? unread(call, when) : { ...when, from: 1 };
  service.misbehave([{ when: isOnce ? { ...from, to: from.from } : from, do: fault }]);
  const over = new AbortController();
  const made = call.make(stage).finally(() => over.abort());
  const met = (): readonly Seen[] => service.seen.filter(isMet);
  if (isSilent) void endLimits(clock, () => (isOnce ? met().slice(0, 1) : met()).length, over.signal);
  const result = await inTime(made);
  bay.dispose();
  assert.equal(clock.waiting, 0, 'a timer is left');
  const instead = when.path === undefined ? [] : service.seen.filter(isMeant({ ...when, path: '/' }));
  return { result, met: met(), instead, pauses: clock.waits.slice(waits) };
}

/** Of a request that is not read, the tool is not known. What runs a task hands it over first. */
function unread({ action, repeat, about }: PublicCall, { path }: Condition): Condition & { readonly from: number } {
  const from = repeat === 'wait' && about === undefined ? 2 : 1;
  return path === undefined ? { action, from } : { path, from };
}

function isMeant({ action = 'CallMcpTool', tool, path = '/' }: Condition): (seen: Seen) => boolean {
  return (seen) => {
    if (path !== '/') return seen.path.startsWith(path) && [tool, undefined].includes(toolOf(seen.body));
    const { Name: name = tool } = seen.form;
    return seen.path === '/' && seen.query['Action'] === action && name === tool;
  };
}

/** Of a call by the session's own address; `undefined` where it was not read. */
const toolOf = (body: string): string | undefined => /"tool":"(\w+)"/.exec(body)?.[1];

/** Ends a time limit for each request that the service has read and leaves without a whole answer. */
async function endLimits(clock: PatientClock, silent: () => number, over: AbortSignal): Promise<void> {
  let ended = 0;
  while (!over.aborted) {
    // Also lets the beginning of an answer arrive.
    await realTime(4);
    if (silent() <= ended) continue;
    ended += 1;
    clock.endNextLimit();
  }
}

export async function inTime<T>(made: Promise<T>): Promise<T> {
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

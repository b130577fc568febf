import { gapCauses, settledStates } from '../model/task';
import { decodeSession, decodeTask, isAgent, isConnection, isStallCause } from './decodeModel';
import { type Fields, isFields, isFlag, isNumber, isText, oneOf, optional, required } from './fields';
import type { SessionFact, SessionRecord, TaskFact, TaskRecord } from './records';

const isSettledState = oneOf(...settledStates);
const isGapCause = oneOf(...gapCauses);

/** Reads a record about a task from disk; `undefined` when it is none of ours. */
export function decodeTaskRecord(value: unknown): TaskRecord | undefined {
  const fact = isFields(value) ? decodeTaskFact(value) : undefined;
  const moment = required(value, { at: isNumber });
  return fact && moment && { ...fact, ...moment };
}

/** Reads a record about a session from disk; `undefined` when it is none of ours. */
export function decodeSessionRecord(value: unknown): SessionRecord | undefined {
  const fact = isFields(value) ? decodeSessionFact(value) : undefined;
  const moment = required(value, { at: isNumber });
  return fact && moment && { ...fact, ...moment };
}

type Decoders<F extends { readonly type: string }> = {
  readonly [T in F['type']]: (fields: Fields) => Omit<Extract<F, { readonly type: T }>, 'type'> | undefined;
};

const taskFacts: Decoders<TaskFact> = {
  created: (fields) => required(fields, { agent: isAgent, connection: isConnection, text: isText, windowId: isText }),
  placed: (fields) => optional(fields, { sessionId: isText }),
  sending: () => ({}),
  accepted: (fields) => {
    const accepted = required(fields, { taskId: isText, sessionId: isText, agent: isAgent, connection: isConnection });
    return accepted && { ...accepted, ...optional(fields, { endpoint: isText }) };
  },
  action: (fields) => required(fields, { text: isText }),
  gap: (fields) => required(fields, { from: isNumber, why: isGapCause }),
  problem: (fields) => required(fields, { message: isText, since: isNumber }),
  heard: () => ({}),
  stalled: (fields) => required(fields, { why: isStallCause, since: isNumber }),
  terminating: () => ({}),
  terminateFailed: (fields) => required(fields, { message: isText, isRunning: isFlag }),
  product: (fields) => required(fields, { text: isText }),
  settled: (fields) => {
    const settled = required(fields, { state: isSettledState });
    return settled && { ...settled, ...optional(fields, { reason: isText, toldBy: isText }) };
  },
  summary: (fields) => {
    const task = decodeTask(fields['task']);
    return task && { task };
  },
};

const sessionFacts: Decoders<SessionFact> = {
  known: (fields) => {
    const known = required(fields, { connection: isConnection, endpoint: isText, imageId: isText });
    return known && { ...known, ...optional(fields, { localPid: isNumber }) };
  },
  deleting: (fields) => required(fields, { windowId: isText }),
  kept: () => ({}),
  ended: (fields) => required(fields, { reason: isText, isDeleted: isFlag }),
  summary: (fields) => {
    const session = decodeSession(fields['session']);
    return session && { session };
  },
};

const isTaskType = oneOf(...(Object.keys(taskFacts) as TaskFact['type'][]));
const isSessionType = oneOf(...(Object.keys(sessionFacts) as SessionFact['type'][]));

function decodeTaskFact(fields: Fields): TaskFact | undefined {
  const { type } = fields;
  const parts = isTaskType(type) ? taskFacts[type](fields) : undefined;
  return parts && ({ type, ...parts } as TaskFact);
}

function decodeSessionFact(fields: Fields): SessionFact | undefined {
  const { type } = fields;
  const parts = isSessionType(type) ? sessionFacts[type](fields) : undefined;
  return parts && ({ type, ...parts } as SessionFact);
}

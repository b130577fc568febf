import type { Session } from '../model/session';
import { type AgentKind, type ConnectionKind, stallCauses, type Task, taskStates } from '../model/task';
import { isFields, isFlag, isNumber, isText, isTexts, isTrue, oneOf, optional, required, shapeOf } from './fields';

export const isAgent = oneOf<AgentKind>('computer', 'browser');
export const isConnection = oneOf<ConnectionKind>('cloud', 'local');
export const isStallCause = oneOf(...stallCauses);

const taskNeeds = {
  id: isText,
  connection: isConnection,
  agent: isAgent,
  windowId: isText,
  text: isText,
  state: oneOf(...taskStates),
  createdAt: isNumber,
  updatedAt: isNumber,
  entryCount: isNumber,
  recentActions: isTexts,
  hasProduct: isFlag,
};
const taskMayHave = {
  taskId: isText,
  sessionId: isText,
  sentAt: isNumber,
  endedAt: isNumber,
  lastAction: shapeOf({ at: isNumber, text: isText }),
  reason: isText,
  problem: shapeOf({ message: isText, since: isNumber }),
  terminateProblem: isText,
  stall: shapeOf({ why: isStallCause, since: isNumber }),
  toldBy: isText,
};
const sessionNeeds = {
  sessionId: isText,
  connection: isConnection,
  endpoint: isText,
  imageId: isText,
  state: oneOf<Session['state']>('running', 'deleting', 'ended'),
  createdAt: isNumber,
};
const sessionMayHave = { deletingBy: isText, endedAt: isNumber, reason: isText, isDeleted: isTrue, localPid: isNumber };

/** Reads a task's summary from disk; `undefined` when it is none. */
export function decodeTask(value: unknown): Task | undefined {
  const task = required(value, taskNeeds);
  return task && isFields(value) ? { ...task, ...optional(value, taskMayHave) } : undefined;
}

/** Reads a session's summary from disk; `undefined` when it is none. */
export function decodeSession(value: unknown): Session | undefined {
  const session = required(value, sessionNeeds);
  return session && isFields(value) ? { ...session, ...optional(value, sessionMayHave) } : undefined;
}

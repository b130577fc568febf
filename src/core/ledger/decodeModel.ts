import type { Session } from '../model/session';
import { type AgentKind, type ConnectionKind, stallCauses, type Task, taskStates } from '../model/task';
import { type Guard, isFlag, isNumber, isText, isTexts, isTrue, oneOf, shapeOf } from './fields';

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
  endpoint: isText,
  sentAt: isNumber,
  endedAt: isNumber,
  lastAction: shapeOf({ at: isNumber, text: isText }, {}),
  reason: isText,
  problem: shapeOf({ message: isText, since: isNumber }, {}),
  terminateProblem: isText,
  stall: shapeOf({ why: isStallCause, since: isNumber }, {}),
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

const isTask: Guard<Task> = shapeOf(taskNeeds, taskMayHave);
const isSession: Guard<Session> = shapeOf(sessionNeeds, sessionMayHave);

/** Reads a task's summary from disk; `undefined` when it is none. There are thousands, so it is looked at and not copied. */
export const decodeTask = (value: unknown): Task | undefined => (isTask(value) ? value : undefined);

/** Reads a session's summary from disk; `undefined` when it is none. */
export const decodeSession = (value: unknown): Session | undefined => (isSession(value) ? value : undefined);

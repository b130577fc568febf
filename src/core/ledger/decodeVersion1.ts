import type { Session } from '../model/session';
import { type TaskAction, taskStates, type TaskState, type Task } from '../model/task';
import { decodeSession, isAgent, isConnection } from './decodeModel';
import { type Fields, isFields, isNumber, isText, oneOf, optional, required, shapeOf } from './fields';

/** A task as version 1 kept it: one JSON file, with all its actions and its product. */
export interface TaskOfVersion1 extends Pick<
  Task,
  | 'id'
  | 'taskId'
  | 'sessionId'
  | 'connection'
  | 'agent'
  | 'text'
  | 'state'
  | 'createdAt'
  | 'endedAt'
  | 'reason'
  | 'problem'
> {
  readonly state: TaskState;
  readonly actions: readonly TaskAction[];
  readonly product?: string;
}

const isAction = shapeOf({ at: isNumber, text: isText }, {});
const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** Reads a task of version 1; `undefined` when it is none. */
export function decodeTaskOfVersion1(value: unknown): TaskOfVersion1 | undefined {
  const task = required(value, {
    id: isText,
    connection: isConnection,
    agent: isAgent,
    text: isText,
    state: oneOf(...taskStates),
    createdAt: isNumber,
    actions: isList,
  });
  if (!task || !isFields(value)) return undefined;
  return { ...task, actions: task.actions.filter(isAction), ...whatElse(value) };
}

const whatElse = (fields: Fields): Partial<TaskOfVersion1> =>
  optional(fields, {
    taskId: isText,
    sessionId: isText,
    product: isText,
    reason: isText,
    endedAt: isNumber,
    problem: shapeOf({ message: isText, since: isNumber }, {}),
  });

/** Reads a session of version 1, which is one of today without `isDeleted`; `undefined` when it is none. */
export const decodeSessionOfVersion1 = (value: unknown): Session | undefined => decodeSession(value);

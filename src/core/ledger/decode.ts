import type { Session } from '../model/session';
import { type AgentKind, type ConnectionKind, type Task, type TaskAction, taskStates } from '../model/task';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (value: unknown): value is T =>
    (words as readonly unknown[]).includes(value);
const isAgent = oneOf<AgentKind>('computer', 'browser');
const isConnection = oneOf<ConnectionKind>('cloud', 'local');
const isTaskState = oneOf(...taskStates);
const isSessionState = oneOf<Session['state']>('running', 'deleting', 'ended');
const isText = (value: unknown): value is string => typeof value === 'string';
const isMoment = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isAction = (value: unknown): value is TaskAction =>
  isFields(value) && isMoment(value['at']) && isText(value['text']);

/** The parts of `fields` that are there and of the right kind. */
function optional<K extends string, T>(
  fields: Fields,
  keys: readonly K[],
  is: (value: unknown) => value is T,
): Partial<Record<K, T>> {
  const found: Partial<Record<K, T>> = {};
  for (const key of keys) {
    const value = fields[key];
    if (is(value)) found[key] = value;
  }
  return found;
}

/** Reads a task record from disk; `undefined` when it is not one. */
export function decodeTask(value: unknown): Task | undefined {
  if (!isFields(value)) return undefined;
  const { id, connection, agent, text, state, createdAt, actions, problem } = value;
  if (!isText(id) || !isConnection(connection) || !isAgent(agent) || !isText(text)) return undefined;
  if (!isTaskState(state) || !isMoment(createdAt) || !Array.isArray(actions)) return undefined;
  return {
    id,
    connection,
    agent,
    text,
    state,
    createdAt,
    actions: actions.filter(isAction),
    ...optional(value, ['taskId', 'sessionId', 'product', 'reason'], isText),
    ...optional(value, ['endedAt', 'windowPid'], isMoment),
    ...(isFields(problem) &&
      isText(problem['message']) &&
      isMoment(problem['since']) && { problem: { message: problem['message'], since: problem['since'] } }),
  };
}

/** Reads a session record from disk; `undefined` when it is not one. */
export function decodeSession(value: unknown): Session | undefined {
  if (!isFields(value)) return undefined;
  const { sessionId, connection, endpoint, imageId, state, createdAt } = value;
  if (!isText(sessionId) || !isConnection(connection) || !isText(endpoint) || !isText(imageId)) return undefined;
  if (!isSessionState(state) || !isMoment(createdAt)) return undefined;
  return {
    sessionId,
    connection,
    endpoint,
    imageId,
    state,
    createdAt,
    ...optional(value, ['endedAt', 'localPid'], isMoment),
    ...optional(value, ['reason'], isText),
  };
}

import type { Session } from '../model/session';
import { isSettled, type Task, type TimelineEntry } from '../model/task';
import type { SessionRecord, TaskRecord } from './records';

/** How many of the latest actions are remembered, for whoever looks for loops. */
const RECENT_ACTIONS = 12;

const TEXT_LOST = '(the record of what was asked is damaged)';

/** What is known of a task whose creation cannot be read. */
const placeholder = (id: string, at: number): Task => ({
  id,
  connection: 'cloud',
  agent: 'computer',
  windowId: '',
  text: TEXT_LOST,
  state: 'submitting',
  createdAt: at,
  updatedAt: at,
  entryCount: 0,
  recentActions: [],
  hasProduct: false,
});

/**
 * What a task is after one more record: the one place that decides it, for what this window records as for what it reads of
 * others. A settled task stays as it is, so that a late answer cannot undo an end; only one whose acceptance was in doubt goes
 * on when the acceptance turns up.
 * @returns `before` itself when the record changes nothing.
 */
export function foldTask(before: Task | undefined, id: string, record: TaskRecord): Task {
  if (record.type === 'summary') return before ?? record.task;
  const task = before ?? placeholder(id, record.at);
  if (isSettled(task) && !(task.state === 'unconfirmed' && record.type === 'accepted')) return task;
  const after = changed(task, record);
  return after === task ? task : { ...after, updatedAt: record.at };
}

function changed(task: Task, record: Exclude<TaskRecord, { readonly type: 'summary' }>): Task {
  switch (record.type) {
    case 'created': {
      const { agent, connection, text, windowId, at } = record;
      return { ...task, agent, connection, text, windowId, createdAt: at };
    }
    case 'placed': {
      const { sessionId: _before, sentAt: _notTaken, ...rest } = task;
      return { ...rest, ...(record.sessionId !== undefined && { sessionId: record.sessionId }) };
    }
    case 'sending':
      return { ...task, sentAt: record.at };
    case 'accepted': {
      const { taskId, sessionId, agent, connection, endpoint } = record;
      const { endedAt: _open, reason: _inDoubt, toldBy: _early, ...rest } = task;
      return {
        ...rest,
        taskId,
        sessionId,
        agent,
        connection,
        ...(endpoint !== undefined && { endpoint }),
        state: rest.state === 'terminating' ? rest.state : 'running',
      };
    }
    case 'action': {
      const { stall: _over, ...rest } = task;
      const { at, text } = record;
      return {
        ...rest,
        lastAction: { at, text },
        entryCount: task.entryCount + 1,
        recentActions: [...task.recentActions, text].slice(-RECENT_ACTIONS),
      };
    }
    case 'gap':
      return { ...task, entryCount: task.entryCount + 1 };
    case 'problem':
      return { ...task, problem: { message: record.message, since: record.since } };
    case 'heard': {
      const { problem, ...rest } = task;
      return problem ? rest : task;
    }
    case 'stalled':
      return { ...task, stall: { why: record.why, since: record.since } };
    case 'terminating': {
      const { terminateProblem: _again, ...rest } = task;
      return { ...rest, state: 'terminating' };
    }
    case 'terminateFailed': {
      const state = record.isRunning ? (task.taskId === undefined ? 'submitting' : 'running') : task.state;
      return { ...task, state, terminateProblem: record.message };
    }
    case 'product':
      return { ...task, hasProduct: true };
    case 'settled': {
      const { problem: _problem, terminateProblem: _terminate, stall: _stall, ...rest } = task;
      const { state, reason, toldBy, at } = record;
      return {
        ...rest,
        state,
        endedAt: at,
        recentActions: [],
        ...(reason !== undefined && { reason }),
        ...(toldBy !== undefined && { toldBy }),
      };
    }
  }
}

/** What a record adds to the timeline, if it adds to it. */
export function timelineEntry(record: TaskRecord): TimelineEntry | undefined {
  if (record.type === 'action') return { type: 'action', at: record.at, text: record.text };
  if (record.type === 'gap') return { type: 'gap', at: record.from, until: record.at, why: record.why };
  return undefined;
}

/** What a session is after one more record; `undefined` while it is not known what it is. An ended one stays ended. */
export function foldSession(
  before: Session | undefined,
  sessionId: string,
  record: SessionRecord,
): Session | undefined {
  if (record.type === 'summary') return before ?? record.session;
  if (record.type === 'known') {
    const { connection, endpoint, imageId, localPid, at } = record;
    if (before?.state === 'ended') return before;
    const facts = { connection, endpoint, imageId, ...(localPid !== undefined && { localPid }) };
    // Whoever only attaches to a session may not be told its image.
    return before
      ? { ...before, ...facts, imageId: imageId || before.imageId }
      : { sessionId, ...facts, state: 'running', createdAt: at };
  }
  if (!before || before.state === 'ended') return before;
  const { deletingBy: _over, ...session } = before;
  switch (record.type) {
    case 'deleting':
      return { ...session, state: 'deleting', deletingBy: record.windowId };
    case 'kept':
      return { ...session, state: 'running' };
    case 'ended':
      return {
        ...session,
        state: 'ended',
        endedAt: record.at,
        reason: record.reason,
        ...(record.isDeleted && { isDeleted: true }),
      };
  }
}

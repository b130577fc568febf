import type { Session } from '../model/session';
import { isSettled, type Task } from '../model/task';
import { decodeSessionRecord, decodeTaskRecord } from './decode';
import { decodeSession, decodeTask } from './decodeModel';
import { foldSession, foldTask } from './fold';
import type { Kind } from './journals';
import type { SessionRecord, TaskRecord } from './records';

/** A task in doubt stays open: its acceptance may yet turn up. */
export const taskKind: Kind<TaskRecord, Task> = {
  name: 'tasks',
  decode: decodeTaskRecord,
  decodeSummary: decodeTask,
  fold: foldTask,
  isClosed: (task) => isSettled(task) && task.state !== 'unconfirmed',
  summarise: (task, at) => ({ type: 'summary', task, at }),
  summaryIn: (record) => (record.type === 'summary' ? record.task : undefined),
  isKept: ({ type }) => type === 'action' || type === 'gap' || type === 'product',
};

export const sessionKind: Kind<SessionRecord, Session> = {
  name: 'sessions',
  decode: decodeSessionRecord,
  decodeSummary: decodeSession,
  fold: foldSession,
  isClosed: ({ state }) => state === 'ended',
  summarise: (session, at) => ({ type: 'summary', session, at }),
  summaryIn: (record) => (record.type === 'summary' ? record.session : undefined),
  isKept: () => false,
};

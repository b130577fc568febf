import type { Session } from '../model/session';
import { isSettled, type Task } from '../model/task';
import { decodeSessionRecord, decodeTaskRecord } from './decode';
import { decodeSession, decodeTask } from './decodeModel';
import { foldSession, foldTask } from './fold';
import type { Kind } from './kind';
import type { SessionRecord, TaskRecord } from './records';

/** What a closed book keeps of a task beside its summary: its story, and enough to tell what it was should that line be damaged. */
const keptOfTask: ReadonlySet<TaskRecord['type']> = new Set<TaskRecord['type']>([
  'created',
  'placed',
  'sending',
  'accepted',
  'action',
  'gap',
  'product',
  'settled',
]);

/** A task in doubt stays open: its acceptance may yet turn up. */
export const taskKind: Kind<TaskRecord, Task> = {
  name: 'tasks',
  decode: decodeTaskRecord,
  decodeSummary: decodeTask,
  fold: foldTask,
  isClosed: (task) => isSettled(task) && task.state !== 'unconfirmed',
  summarise: (task, at) => ({ type: 'summary', task, at }),
  summaryIn: (record) => (record.type === 'summary' ? record.task : undefined),
  isKept: ({ type }) => keptOfTask.has(type),
};

export const sessionKind: Kind<SessionRecord, Session> = {
  name: 'sessions',
  decode: decodeSessionRecord,
  decodeSummary: decodeSession,
  fold: foldSession,
  isClosed: ({ state }) => state === 'ended',
  summarise: (session, at) => ({ type: 'summary', session, at }),
  summaryIn: (record) => (record.type === 'summary' ? record.session : undefined),
  isKept: ({ type }) => type === 'known' || type === 'ended',
};

import type { Session } from '../model/session';
import { isSettled, type Task } from '../model/task';
import type { TaskOfVersion1 } from './decodeVersion1';
import type { Kind } from './kind';
import type { SessionRecord, TaskRecord } from './records';

/** What would have been recorded of a task that version 1 kept. Of one that is settled: a closed book. */
export function taskRecords(task: TaskOfVersion1, kind: Kind<TaskRecord, Task>): readonly TaskRecord[] {
  const { id, agent, connection, text, createdAt, sessionId, taskId, state, reason, problem } = task;
  const lastAt = task.actions.at(-1)?.at ?? createdAt;
  const records: TaskRecord[] = [{ type: 'created', agent, connection, text, windowId: '', at: createdAt }];
  if (sessionId !== undefined) {
    records.push({ type: 'placed', sessionId, at: createdAt });
    // Version 1 did not say whether it was sent. Where it can have been, nobody may conclude that it was not.
    if (state !== 'notSent') records.push({ type: 'sending', at: createdAt });
    if (taskId !== undefined) records.push({ type: 'accepted', taskId, sessionId, agent, connection, at: createdAt });
  }
  for (const { at, text: said } of task.actions) records.push({ type: 'action', text: said, at });
  if (problem) records.push({ type: 'problem', ...problem, at: lastAt });
  if (task.product !== undefined) records.push({ type: 'product', text: task.product, at: task.endedAt ?? lastAt });
  if (state === 'terminating') records.push({ type: 'terminating', at: lastAt });
  if (isSettled(task) && state !== 'submitting' && state !== 'running' && state !== 'terminating') {
    records.push({ type: 'settled', state, ...(reason !== undefined && { reason }), at: task.endedAt ?? lastAt });
  }
  return closedIfPossible(id, records, kind);
}

/** What would have been recorded of a session that version 1 kept. */
export function sessionRecords(session: Session, kind: Kind<SessionRecord, Session>): readonly SessionRecord[] {
  const { sessionId, connection, endpoint, imageId, localPid, createdAt: at, state } = session;
  if (kind.isClosed(session)) return [kind.summarise(session, session.endedAt ?? at)];
  const known = { connection, endpoint, imageId, ...(localPid !== undefined && { localPid }) };
  const records: SessionRecord[] = [{ type: 'known', ...known, at }];
  if (state === 'deleting') records.push({ type: 'deleting', windowId: '', at });
  return closedIfPossible(sessionId, records, kind);
}

function closedIfPossible<R extends { readonly at: number }, S>(
  id: string,
  records: readonly R[],
  kind: Kind<R, S>,
): readonly R[] {
  const summary = records.reduce<S | undefined>((before, record) => kind.fold(before, id, record), undefined);
  if (summary === undefined || !kind.isClosed(summary)) return records;
  return [kind.summarise(summary, records.at(-1)?.at ?? 0), ...records.filter((record) => kind.isKept(record))];
}

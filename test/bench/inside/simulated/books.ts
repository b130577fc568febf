import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { foldTask } from '../../../../src/core/ledger/fold';
import { taskKind } from '../../../../src/core/ledger/kinds';
import { ledgerFolder } from '../../../../src/core/ledger/ledger';
import { encodeLine } from '../../../../src/core/ledger/line';
import type { TaskRecord } from '../../../../src/core/ledger/records';
import type { Task } from '../../../../src/core/model/task';
import { WINDOW } from './window';

/** How many tasks share a session. */
const TASKS_OF_SESSION = 50;
const ACTION_MS = 5_000;

/** The journals' folder of a ledger that is kept in `folder`. */
export const tasksFolder = (folder: string): string => path.join(ledgerFolder(folder), 'tasks');

export const bookId = (number: number): string => `task-${String(number).padStart(6, '0')}`;

export const sessionOf = (number: number): string => `session-${Math.floor(number / TASKS_OF_SESSION)}`;

/** All that is recorded of a task that has run for so many actions, from its creation on. */
export function recordsOf(number: number, createdAt: number, actions: number): TaskRecord[] {
  const kind = { agent: 'computer', connection: 'cloud' } as const;
  const sessionId = sessionOf(number);
  return [
    {
      type: 'created',
      ...kind,
      text: `Collect the figures of week ${number} into a sheet`,
      windowId: WINDOW,
      at: createdAt,
    },
    { type: 'placed', sessionId, at: createdAt },
    { type: 'sending', at: createdAt },
    { type: 'accepted', ...kind, taskId: `service-${number}`, sessionId, at: createdAt + 1_000 },
    ...Array.from({ length: actions }, (_, index): TaskRecord => ({
      type: 'action',
      text: `Step ${index + 1}: clicking the cell in row ${index} of "Figures"`,
      at: createdAt + (index + 1) * ACTION_MS,
    })),
  ];
}

/** As `recordsOf`, and that it finished. */
export function finishedRecordsOf(number: number, createdAt: number, actions: number): TaskRecord[] {
  const at = createdAt + (actions + 1) * ACTION_MS;
  return [
    ...recordsOf(number, createdAt, actions),
    { type: 'product', text: `# Week ${number}\n\n${'The sheet holds the figures of the week. '.repeat(10)}`, at },
    { type: 'settled', state: 'finished', toldBy: WINDOW, at },
  ];
}

/** The records as they are once the book is closed. */
export function closed(id: string, records: readonly TaskRecord[]): TaskRecord[] {
  const task = records.reduce<Task | undefined>((before, record) => foldTask(before, id, record), undefined);
  if (!task) throw new Error('A book without records.');
  return [taskKind.summarise(task, task.updatedAt), ...records.filter(taskKind.isKept)];
}

/** Writes a journal as a window that has gone would have left it. @returns Its size in bytes. */
export function writeBook(folder: string, id: string, records: readonly TaskRecord[]): number {
  const text = records.map((record) => `${encodeLine(record, 'an-earlier-window', undefined)}\n`).join('');
  const tasks = tasksFolder(folder);
  mkdirSync(tasks, { recursive: true });
  writeFileSync(path.join(tasks, `${id}.jsonl`), text);
  return Buffer.byteLength(text);
}

import type { QueryResult } from '../../src/core/api';
import type { Session } from '../../src/core/model/session';
import type { Task } from '../../src/core/model/task';

/** The window that the builders' tasks were started in, and that `openStore` opens a store for. */
export const THIS_WINDOW = 'window-1';

/** A running task of the cloud; name only what matters to the test. */
export const aTask = (parts: Partial<Task> = {}): Task => ({
  id: 'own-1',
  taskId: 'task-1',
  sessionId: 'session-1',
  connection: 'cloud',
  agent: 'computer',
  windowId: THIS_WINDOW,
  text: 'Open Chrome browser',
  state: 'running',
  createdAt: 1_000,
  updatedAt: 1_000,
  entryCount: 0,
  recentActions: [],
  hasProduct: false,
  ...parts,
});

/** A task that nobody has accepted yet. */
export function anUnsentTask(parts: Partial<Task> = {}): Task {
  const { taskId: _taskId, sessionId: _sessionId, ...task } = aTask({ state: 'submitting' });
  return { ...task, ...parts };
}

export const aSession = (parts: Partial<Session> = {}): Session => ({
  sessionId: 'session-1',
  connection: 'cloud',
  endpoint: 'agentbay.example',
  imageId: 'windows_latest',
  state: 'running',
  createdAt: 500,
  ...parts,
});

/** A good answer: the task runs on. */
export const anAnswer = (parts: Partial<QueryResult> = {}): QueryResult => ({
  success: true,
  requestId: 'R-1',
  taskId: 'task-1',
  taskStatus: 'running',
  rawStatus: 'running',
  taskAction: '',
  taskProduct: '',
  errorMessage: '',
  ...parts,
});

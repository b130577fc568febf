/** What does the work inside a session. */
export type AgentKind = 'computer' | 'browser';

export const taskStates = [
  'submitting',
  'running',
  'terminating',
  'finished',
  'failed',
  'unsupported',
  'terminated',
  'unknown',
  'notSent',
] as const;

/**
 * Where a task stands. `finished`, `failed` and `unsupported` are the agent's own verdicts; `terminated` is an end we asked
 * for; `unknown` is "no verdict": the service gave no status word, or the task is gone and nobody can say how it ended;
 * `notSent` means the service provably never took it.
 */
export type TaskState = (typeof taskStates)[number];

/** Which service a session lives on: AgentBay in the cloud, or the server this extension runs on loopback. */
export type ConnectionKind = 'cloud' | 'local';

/** Something the agent said it was doing, with the moment we first saw it (ms since the epoch). */
export interface TaskAction {
  readonly at: number;
  readonly text: string;
}

/** A piece of work given to an agent. Immutable: the store replaces it whole. */
export interface Task {
  /** Our own id, there before the service has answered. */
  readonly id: string;
  /** The service's id; absent until it has accepted the task. */
  readonly taskId?: string;
  /** Absent until a session has been found or created for the task. */
  readonly sessionId?: string;
  readonly connection: ConnectionKind;
  readonly agent: AgentKind;
  /** The process of the window that started it: while that submits the task, no other window judges it. */
  readonly windowPid?: number;
  /** What the person asked for, as typed. */
  readonly text: string;
  readonly state: TaskState;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** ms since the epoch; present if and only if the task is settled. */
  readonly endedAt?: number;
  /** Every `task_action` seen, oldest first. */
  readonly actions: readonly TaskAction[];
  /** The `task_product`: Markdown, or JSON text. */
  readonly product?: string;
  /** Why the task did not finish: the agent's own words, or ours when the outcome is unknown. */
  readonly reason?: string;
  /** Our last question about the task failed; this says nothing about the task itself. */
  readonly problem?: TaskProblem;
}

/** A question about a task that got no good answer. */
export interface TaskProblem {
  readonly message: string;
  /** When the first of the failed questions was asked, ms since the epoch: nothing was heard from then on. */
  readonly since: number;
}

/** Whether nothing more will happen to the task. */
export const isSettled = (task: Task): boolean => task.endedAt !== undefined;

/** Whether the agent is at work on it, as far as anyone knows. */
export const isAtWork = (task: Task): boolean => task.taskId !== undefined && !isSettled(task);

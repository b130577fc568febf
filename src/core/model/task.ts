/** What does the work inside a session. */
export type AgentKind = 'computer' | 'browser';

/**
 * Where a task stands. `finished`, `failed` and `unsupported` are the agent's own verdicts; `terminated` is an end we asked
 * for; `unknown` is "no verdict": the service gave no status word, or the task is gone and nobody can say how it ended.
 */
export type TaskState =
  | 'submitting'
  | 'running'
  | 'terminating'
  | 'finished'
  | 'failed'
  | 'unsupported'
  | 'terminated'
  | 'unknown'
  /** The service provably never took the task. */
  | 'notSent';

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
  /** Our last question about the task failed in this way; says nothing about the task itself. */
  readonly problem?: string;
  /** When the service last gave a good answer about the task, ms since the epoch. */
  readonly lastHeardAt?: number;
}

/** Whether nothing more will happen to the task. */
export const isSettled = (task: Task): boolean => task.endedAt !== undefined;

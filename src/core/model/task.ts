/** What does the work inside a session. */
export type AgentKind = 'computer' | 'browser';

export const settledStates = [
  'finished',
  'failed',
  'unsupported',
  'terminated',
  'unconfirmed',
  'unknown',
  'notSent',
] as const;
export const taskStates = ['submitting', 'running', 'terminating', ...settledStates] as const;

/**
 * Where a task stands. `finished`, `failed` and `unsupported` are the agent's own verdicts; `terminated` is an end we asked
 * for; `unconfirmed` means that it was sent and nobody knows whether the service took it; `unknown` is "no verdict": the task
 * is gone and nobody can say how it ended; `notSent` means the service provably never took it.
 */
export type TaskState = (typeof taskStates)[number];
export type SettledState = (typeof settledStates)[number];

/** Which service a session lives on: AgentBay in the cloud, or the server this extension runs on loopback. */
export type ConnectionKind = 'cloud' | 'local';

/** Something the agent said it was doing, with the moment we first saw it (ms since the epoch). */
export interface TaskAction {
  readonly at: number;
  readonly text: string;
}

/** Why nobody asked about a task, or nobody answered, for a while. */
export const gapCauses = ['closed', 'asleep', 'offline'] as const;
export type GapCause = (typeof gapCauses)[number];

/** What the timeline of a task holds: an action, or a time (ms since the epoch) of which nothing is known. */
export type TimelineEntry =
  | ({ readonly type: 'action' } & TaskAction)
  | { readonly type: 'gap'; readonly at: number; readonly until: number; readonly why: GapCause };

/** Part of a timeline, oldest first. */
export interface TimelinePage {
  /** Which entry of the whole timeline the first of these is, from 0. */
  readonly first: number;
  readonly entries: readonly TimelineEntry[];
}

/** A sign that an agent may be stuck: it does the same again and again, or nothing new was heard. Never an end. */
export const stallCauses = ['repeating', 'silent'] as const;
export interface TaskStall {
  readonly why: (typeof stallCauses)[number];
  /** Of the action that began it, ms since the epoch. */
  readonly since: number;
}

/**
 * A piece of work given to an agent: what is kept in memory of it. Its timeline and its product may be long; they are on disk
 * (`Store.timeline`, `Store.product`). Immutable: the store replaces it whole.
 */
export interface Task {
  /** Our own id, there before the service has answered. */
  readonly id: string;
  /** The service's id; absent until it has accepted the task. */
  readonly taskId?: string;
  /** Absent until a session has been found or created for the task. */
  readonly sessionId?: string;
  /** The service that accepted it. Its session knows that as well: this is for when the record of the session is damaged. */
  readonly endpoint?: string;
  readonly connection: ConnectionKind;
  readonly agent: AgentKind;
  /** The window that started it: the one that submits it and, on AgentBay Local, the only one that can ask about it. */
  readonly windowId: string;
  /** What the person asked for, as typed. */
  readonly text: string;
  readonly state: TaskState;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** When the request that hands it over was about to go out, ms since the epoch. */
  readonly sentAt?: number;
  /** When we last recorded anything about it, ms since the epoch. */
  readonly updatedAt: number;
  /** ms since the epoch; present if and only if the task is settled. */
  readonly endedAt?: number;
  /** What the agent does now, or did last. */
  readonly lastAction?: TaskAction;
  /** How long the timeline is. */
  readonly entryCount: number;
  /** The texts of the latest actions, oldest first, a dozen at most; empty once settled. */
  readonly recentActions: readonly string[];
  /** Whether there is a `task_product`. */
  readonly hasProduct: boolean;
  /** Why the task did not finish: the agent's own words, or ours when the outcome is unknown. */
  readonly reason?: string;
  /** Our last question about the task failed; this says nothing about the task itself. */
  readonly problem?: TaskProblem;
  /** It was to be terminated, and that could not be confirmed. */
  readonly terminateProblem?: string;
  readonly stall?: TaskStall;
  /** Which window tells the person that it has ended: one in all. */
  readonly toldBy?: string;
}

/** A question about a task that got no good answer. */
export interface TaskProblem {
  readonly message: string;
  /** When the first of the failed questions was asked, ms since the epoch: nothing was heard from then on. */
  readonly since: number;
}

/** Whether nothing more is to be expected of the task. */
export const isSettled = (task: Pick<Task, 'endedAt'>): boolean => task.endedAt !== undefined;

/** Whether the agent is at work on it, as far as anyone knows. */
export const isAtWork = (task: Task): boolean => task.taskId !== undefined && !isSettled(task);

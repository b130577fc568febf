import type { Session } from '../core/model/session';
import { isSettled, type Task } from '../core/model/task';
import type { Change, Store } from '../core/store/store';

/** What a row of the tree stands for; commands get it from the context menu. Rows carry ids, the store has the rest. */
export type TreeNode =
  | { readonly type: 'session'; readonly sessionId: string }
  | { readonly type: 'task'; readonly id: string }
  /** Stands for what is not shown: of a session its earlier tasks, without one the earlier sessions and tasks of none. */
  | { readonly type: 'earlier'; readonly of?: string };

export function isTreeNode(value: unknown): value is TreeNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    (value.type === 'session' || value.type === 'task' || value.type === 'earlier')
  );
}

/** How many ended sessions, tasks without a session, and tasks of one session are shown at first; and how many more each time. */
export const SHOWN = { sessions: 50, tasks: 100, more: 50 } as const;

export type TreeStore = Pick<Store, 'task' | 'session' | 'sessions' | 'tasksOf' | 'tasksWithoutSession' | 'unsettled'>;

/**
 * Which rows there are, and which of them a change touches: sessions with their tasks beneath; tasks that never got a session
 * stand at the top. What is at work is always shown; of what is over, the latest.
 */
export class SessionTree {
  /** Views tell rows apart by identity: one node for each thing, for as long as the tree lives. */
  readonly #nodes = new Map<string, TreeNode>();
  /** How many more than at first are shown, by session; `undefined` is the top. */
  readonly #more = new Map<string | undefined, number>();

  constructor(private readonly store: TreeStore) {}

  /** The rows beneath a row, or those at the top. */
  children(parent?: TreeNode): TreeNode[] {
    if (!parent) return this.#top();
    if (parent.type !== 'session') return [];
    const { sessionId } = parent;
    const { shown, hidden } = this.#latest(this.store.tasksOf(sessionId), SHOWN.tasks, sessionId);
    return [...shown.map(({ id }) => this.#task(id)), ...(hidden > 0 ? [this.#earlier(sessionId)] : [])];
  }

  /** How many things an `earlier` row stands for. */
  hidden(of: string | undefined): number {
    if (of !== undefined) return this.#latest(this.store.tasksOf(of), SHOWN.tasks, of).hidden;
    return this.#endedSessions().hidden + this.#tasksOfNone().hidden;
  }

  /** Shows more of what an `earlier` row stands for. @returns The row to redraw; `undefined` is the whole tree. */
  showEarlier(of: string | undefined): TreeNode | undefined {
    this.#more.set(of, (this.#more.get(of) ?? 0) + SHOWN.more);
    return of === undefined ? undefined : this.#session(of);
  }

  /** How many tasks of a session are at work. */
  busy(sessionId: string): number {
    let busy = 0;
    for (const task of this.store.unsettled().values()) if (task.sessionId === sessionId) busy++;
    return busy;
  }

  /** Whether nobody knows if a task of the session was taken. */
  isInDoubt(sessionId: string): boolean {
    return this.store.tasksOf(sessionId).some(({ state }) => state === 'unconfirmed');
  }

  /**
   * The rows to redraw after a change, each with all beneath it; `undefined` is the whole tree. As few as the change allows: one
   * row for a new action, the session when a task of it comes, goes or settles.
   */
  touched(change: Change): (TreeNode | undefined)[] {
    return change.kind === 'session' ? [this.#touchedBySession(change)] : this.#touchedByTask(change);
  }

  #touchedBySession({ before, after }: Change & { readonly kind: 'session' }): TreeNode | undefined {
    if (before && !after) {
      this.#nodes.delete(`session:${before.sessionId}`);
      this.#nodes.delete(`earlier:${before.sessionId}`);
      this.#more.delete(before.sessionId);
    }
    return after && before?.state === after.state ? this.#session(after.sessionId) : undefined;
  }

  #touchedByTask({ before, after }: Change & { readonly kind: 'task' }): (TreeNode | undefined)[] {
    if (before && !after) this.#nodes.delete(`task:${before.id}`);
    if (before && after && before.sessionId === after.sessionId) {
      const parent = this.#parent(after);
      return [parent && isSettled(before) !== isSettled(after) ? parent : this.#task(after.id)];
    }
    const parents = new Set([before, after].filter((task) => task !== undefined).map((task) => this.#parent(task)));
    return parents.has(undefined) ? [undefined] : [...parents];
  }

  #top(): TreeNode[] {
    const tasks = this.#tasksOfNone();
    const live = this.store.sessions().filter(({ state }) => state !== 'ended');
    const ended = this.#endedSessions();
    return [
      ...tasks.shown.map(({ id }) => this.#task(id)),
      ...[...live, ...ended.shown].map(({ sessionId }) => this.#session(sessionId)),
      ...(tasks.hidden + ended.hidden > 0 ? [this.#earlier(undefined)] : []),
    ];
  }

  #tasksOfNone(): Latest<Task> {
    return this.#latest(this.store.tasksWithoutSession(), SHOWN.tasks, undefined);
  }

  #endedSessions(): Latest<Session> {
    const ended = this.store.sessions().filter(({ state }) => state === 'ended');
    const shown = ended.slice(0, SHOWN.sessions + (this.#more.get(undefined) ?? 0));
    return { shown, hidden: ended.length - shown.length };
  }

  /** The latest of these tasks, and those at work. */
  #latest(tasks: readonly Task[], atFirst: number, of: string | undefined): Latest<Task> {
    const limit = atFirst + (this.#more.get(of) ?? 0);
    if (tasks.length <= limit) return { shown: tasks, hidden: 0 };
    const shown = tasks.filter((task, index) => index < limit || !isSettled(task));
    return { shown, hidden: tasks.length - shown.length };
  }

  /** The row that a task stands beneath; `undefined` is the top. */
  #parent({ sessionId }: Task): TreeNode | undefined {
    return sessionId !== undefined && this.store.session(sessionId) ? this.#session(sessionId) : undefined;
  }

  #task(id: string): TreeNode {
    return this.#node(`task:${id}`, { type: 'task', id });
  }

  #session(sessionId: string): TreeNode {
    return this.#node(`session:${sessionId}`, { type: 'session', sessionId });
  }

  #earlier(of: string | undefined): TreeNode {
    return this.#node(`earlier:${of ?? ''}`, { type: 'earlier', ...(of !== undefined && { of }) });
  }

  #node(key: string, fresh: TreeNode): TreeNode {
    const node = this.#nodes.get(key) ?? fresh;
    this.#nodes.set(key, node);
    return node;
  }
}

/** What is shown of a list, newest first, and how much is not. */
interface Latest<T> {
  readonly shown: readonly T[];
  readonly hidden: number;
}

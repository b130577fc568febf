import type { QueryResult } from '../api';
import { isAtWork, type Task } from '../model/task';
import type { Store } from '../store/store';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/emitter';
import { applyAnswer } from './applyAnswer';
import { pauseMs } from './pace';

export interface PollerOptions {
  readonly store: Store;
  /** Asks the service how a task is. Does not reject: failures come back in the result. */
  readonly ask: (task: Task, signal: AbortSignal) => Promise<QueryResult>;
  /** Told when the service says that a task's session is gone. */
  readonly onSessionGone: (sessionId: string, reason: string) => void;
  readonly clock: Clock;
  /** Spreads the questions; 0 to 1, as `Math.random`. */
  readonly random?: () => number;
}

interface Watch {
  readonly ended: AbortController;
  wake: AbortController;
}

const JITTER = 0.15;

/**
 * Keeps every task at work up to date: one loop per task, one question at a time in it, the next pause set after the answer.
 * It follows the store by itself: a task that starts is watched, one that settles or vanishes is left alone.
 */
export class Poller implements Disposable {
  readonly #watches = new Map<string, Watch>();
  readonly #subscription: Disposable;

  constructor(private readonly options: PollerOptions) {
    const { store } = options;
    this.#subscription = store.onDidChange((change) => {
      if (change.kind !== 'task') return;
      if (change.after && isAtWork(change.after)) this.#watch(change.after);
      else if (change.before) this.#leave(change.before.id);
    });
    for (const task of store.tasks()) if (isAtWork(task)) this.#watch(task);
  }

  /** Asks at once: about one task, or about all. */
  wake(id?: string): void {
    for (const [watched, watch] of this.#watches) if (id === undefined || id === watched) watch.wake.abort();
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const id of [...this.#watches.keys()]) this.#leave(id);
  }

  #watch({ id }: Task): void {
    if (this.#watches.has(id)) return;
    const watch: Watch = { ended: new AbortController(), wake: new AbortController() };
    this.#watches.set(id, watch);
    void this.#follow(id, watch);
  }

  #leave(id: string): void {
    const watch = this.#watches.get(id);
    this.#watches.delete(id);
    watch?.ended.abort();
    watch?.wake.abort();
  }

  async #follow(id: string, watch: Watch): Promise<void> {
    const { store, ask, onSessionGone, clock, random = Math.random } = this.options;
    const isOver = (): boolean => watch.ended.signal.aborted;
    let failures = 0;
    for (;;) {
      const task = store.task(id);
      if (isOver() || !task) return;
      const answer = await ask(task, watch.ended.signal);
      // The world moved while we waited: what is settled or removed now is none of our business.
      if (isOver()) return;
      failures = answer.error ? failures + 1 : 0;
      if (answer.error?.kind === 'notFound' && answer.error.detail.subject === 'session' && task.sessionId) {
        onSessionGone(task.sessionId, answer.errorMessage);
      }
      const after = store.updateTask(id, (current) => applyAnswer(current, answer, clock.now()));
      if (!after || !isAtWork(after)) return;
      const pause = pauseMs({
        connection: after.connection,
        ageMs: clock.now() - after.createdAt,
        failures,
      });
      const spread = pause * (1 + JITTER * (2 * random() - 1));
      // A hint of the service wins over our own pace and its upper bound, and is never cut short by the spreading.
      await clock.sleep(Math.max(spread, answer.error?.detail.retryAfterMs ?? 0), watch.wake.signal);
      if (!isOver()) watch.wake = new AbortController();
    }
  }
}

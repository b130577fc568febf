import type { Task, TimelineEntry } from '../../core/model/task';
import type { Change, Store } from '../../core/store/store';
import type { Clock } from '../../core/util/clock';
import type { Disposable } from '../../core/util/emitter';
import type { Logger } from '../../core/util/logger';
import { taskStatus, viewEntry, viewProduct } from '../../presentation/taskView';
import { PAGE, type TaskStatus, type ToPage, type ViewProduct } from '../../protocol/page';

/** Between two messages to one page, in ms. What happens in between travels together. */
export const BETWEEN_MESSAGES_MS = 100;

export interface TaskFeedOptions {
  readonly store: Pick<Store, 'task' | 'session' | 'timeline' | 'product' | 'onDidChange'>;
  /** Ours, of the task that the page shows. */
  readonly id: string;
  readonly post: (message: ToPage) => void;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}

/** What is to be told next. `all` includes the rest. */
type Need = 'all' | 'changes';

/**
 * What one page is told of its task, and when: all of it when the page asks, then what is new, one message at a time and not more
 * than ten a second. Nothing is sent to a page that is out of sight: it has forgotten everything and will ask when it is back.
 */
export class TaskFeed implements Disposable {
  /** The latest that came to the timeline while there was a page: what is new seldom has to be read from disk. */
  #recent: readonly TimelineEntry[] = [];
  /** How much of the timeline the page was told of; `undefined` when it has to be told all. */
  #told: number | undefined;
  #isProductTold = false;
  #need: Need | undefined;
  #earlierThan: number | undefined;
  /** Changes when the page goes or comes back: what was read for its earlier life is not sent. */
  #life: object | undefined;
  #isBusy = false;
  #wait: (() => void) | undefined;
  readonly #listening: Disposable;

  constructor(private readonly options: TaskFeedOptions) {
    this.#listening = options.store.onDidChange((change) => this.#hear(change));
  }

  /** The page has nothing yet, or wants the latest in place of what it has. */
  begin(): void {
    this.#life = {};
    this.#earlierThan = undefined;
    this.#ask('all');
  }

  /** The page is out of sight. */
  pause(): void {
    this.#life = undefined;
    this.#need = undefined;
    this.#earlierThan = undefined;
  }

  /** The page wants the entries before the one numbered `before`. */
  showEarlier(before: number): void {
    if (this.#life) this.#earlierThan = before;
    this.#pump();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#wait?.();
    this.pause();
  }

  #hear(change: Change): void {
    const { store, id } = this.options;
    if (change.kind === 'session') {
      if (this.#life && store.task(id)?.sessionId === (change.after ?? change.before)?.sessionId) this.#ask('changes');
      return;
    }
    if ((change.after ?? change.before)?.id !== id) return;
    this.#recent = [...this.#recent, ...change.entries].slice(-PAGE);
    this.#ask('changes');
  }

  #ask(need: Need): void {
    if (!this.#life) return;
    if (this.#need !== 'all') this.#need = need;
    this.#pump();
  }

  /** Sends the next message unless one is being made or the pause after the last is not over. */
  #pump(): void {
    const life = this.#life;
    if (!life || this.#isBusy || this.#wait || (!this.#need && this.#earlierThan === undefined)) return;
    this.#isBusy = true;
    void this.#next()
      .catch((error: unknown) => {
        this.#told = undefined;
        this.options.log.warn(`What a task page shows could not be read: ${String(error)}`);
      })
      .then((message) => {
        this.#isBusy = false;
        if (message && life === this.#life) this.options.post(message);
        this.#rest();
      });
  }

  #rest(): void {
    if (!this.#life) return;
    this.#wait = this.options.clock.after(BETWEEN_MESSAGES_MS, () => {
      this.#wait = undefined;
      this.#pump();
    });
  }

  /** What the person asked for goes first: news may never end. */
  async #next(): Promise<ToPage> {
    const { store, id } = this.options;
    const before = this.#earlierThan;
    this.#earlierThan = undefined;
    if (before !== undefined) {
      const { first, entries } = await store.timeline(id, PAGE, before);
      return { type: 'earlier', firstEntry: first, entries: entries.map(viewEntry) };
    }
    const need = this.#need;
    this.#need = undefined;
    const task = store.task(id);
    if (!task) {
      this.#told = undefined;
      return { type: 'missing', message: 'This task is no longer in the list.' };
    }
    const count = this.#told === undefined ? Infinity : Math.max(0, task.entryCount - this.#told);
    return need === 'all' || count > this.#recent.length ? this.#all(task) : this.#more(task, count);
  }

  async #all(task: Task): Promise<ToPage> {
    const { store, id } = this.options;
    const { first, entries } = await store.timeline(id, PAGE);
    this.#told = first + entries.length;
    this.#isProductTold = false;
    const product = await this.#product(task);
    const { text, createdAt } = task;
    return {
      type: 'show',
      view: {
        ...this.#status(task),
        ...product,
        ...{ id, text, createdAt, firstEntry: first, entries: entries.map(viewEntry), entryCount: this.#told },
      },
    };
  }

  /** @param count How many entries are new. */
  async #more(task: Task, count: number): Promise<ToPage> {
    const firstEntry = this.#told ?? 0;
    const entries = this.#recent.slice(this.#recent.length - count).map(viewEntry);
    this.#told = firstEntry + count;
    return { type: 'more', status: this.#status(task), firstEntry, entries, ...(await this.#product(task)) };
  }

  #status(task: Task): TaskStatus {
    const session = task.sessionId === undefined ? undefined : this.options.store.session(task.sessionId);
    return taskStatus(task, session);
  }

  /** The product, once: it may be long. */
  async #product({ id, hasProduct }: Task): Promise<{ readonly product?: ViewProduct }> {
    if (!hasProduct || this.#isProductTold) return {};
    const product = await this.options.store.product(id);
    if (product === undefined) return {};
    this.#isProductTold = true;
    return { product: viewProduct(product) };
  }
}

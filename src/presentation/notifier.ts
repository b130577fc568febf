import { isSettled, type Task } from '../core/model/task';
import type { Change, Store } from '../core/store/store';
import type { Clock } from '../core/util/clock';
import type { Disposable } from '../core/util/emitter';
import { endNotices, type Notice, terminateNotice } from './notice';

export interface NotifierOptions {
  readonly store: Pick<Store, 'onDidChange' | 'tasks' | 'task'>;
  readonly clock: Clock;
  /** This window. */
  readonly windowId: string;
  /** Whether this window is the one to tell what concerns a task at work. */
  readonly tells: (task: Task) => boolean;
  /** Whether the person is looking at this task's page. */
  readonly isInFront: (id: string) => boolean;
  /** Shows a notice with a button. @returns The button, when it was pressed. */
  readonly notify: (notice: Notice, button: string) => PromiseLike<string | undefined>;
  readonly openTask: (id: string) => void;
  readonly terminate: (id: string) => void;
}

/** How long troubles that come one after the other, as when all tasks are terminated, are gathered into one notice, in ms. */
export const GATHER_MS = 1_000;

/**
 * Tells the person, once over all windows, that tasks have ended or that their end could not be confirmed, unless they see it
 * happen.
 */
export class Notifier implements Disposable {
  readonly #subscription: Disposable;
  #ended: Task[] = [];
  readonly #unconfirmedEnds = new Set<string>();
  #callOff: (() => void) | undefined;

  constructor(private readonly options: NotifierOptions) {
    const { store, windowId } = options;
    this.#subscription = store.onDidChange((change) => this.#look(change));
    // What this window found to be over when it opened, before anybody listened: no other task names it.
    for (const task of store.tasks()) if (task.toldBy === windowId && isSettled(task)) this.#tellEnd(task);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#callOff?.();
  }

  #look(change: Change): void {
    if (change.kind !== 'task' || !change.after) return;
    const { before, after } = change;
    if (isSettled(after)) {
      if (!(before && isSettled(before)) && after.toldBy === this.options.windowId) this.#tellEnd(after);
    } else if (after.terminateProblem !== undefined && before?.terminateProblem === undefined) {
      if (this.options.tells(after)) this.#tellTrouble(after);
    }
  }

  /** What one event ends, it ends in the same breath. */
  #tellEnd(task: Task): void {
    if (this.#ended.push(task) > 1) return;
    queueMicrotask(() => {
      const { isInFront, windowId, notify, openTask } = this.options;
      const tasks = this.#ended.filter(({ id }) => !isInFront(id));
      this.#ended = [];
      const notice = endNotices(tasks, windowId);
      const [first] = tasks;
      if (notice && first) this.#offer(notify(notice, 'Open Task'), () => openTask(first.id));
    });
  }

  #tellTrouble({ id }: Task): void {
    this.#unconfirmedEnds.add(id);
    this.#callOff ??= this.options.clock.after(GATHER_MS, () => {
      const { store, isInFront, notify, terminate } = this.options;
      this.#callOff = undefined;
      const tasks = [...this.#unconfirmedEnds]
        .map((each) => store.task(each))
        .filter((task) => task !== undefined)
        .filter((task) => task.terminateProblem !== undefined && !isInFront(task.id));
      this.#unconfirmedEnds.clear();
      const [first, ...rest] = tasks;
      if (!first) return;
      this.#offer(notify(terminateNotice([first, ...rest]), 'Try Again'), () => {
        for (const task of [first, ...rest]) terminate(task.id);
      });
    });
  }

  #offer(shown: PromiseLike<string | undefined>, act: () => void): void {
    void shown.then((pressed) => {
      if (pressed !== undefined) act();
    });
  }
}

import { isSettled, type Task } from '../../core/model/task';
import type { Store } from '../../core/store/store';
import type { Disposable } from '../../core/util/emitter';
import { endNotices } from '../../presentation/notice';
import { notify } from '../platform/notify';

export interface NotificationsOptions {
  readonly store: Store;
  /** Whether the person is looking at this task's page. */
  readonly isInFront: (id: string) => boolean;
  readonly openTask: (id: string) => void;
}

/** Tells once that tasks have ended, unless the person sees them end. */
export function registerNotifications({ store, isInFront, openTask }: NotificationsOptions): Disposable {
  let ended: Task[] = [];
  const tell = async (): Promise<void> => {
    const tasks = ended.filter((task) => !isInFront(task.id));
    ended = [];
    const notice = endNotices(tasks);
    if (!notice) return;
    const open = 'Open Task';
    if ((await notify(notice.severity, notice.message, open)) === open && tasks[0]) openTask(tasks[0].id);
  };
  return store.onDidChange((change) => {
    if (change.kind !== 'task' || !change.before || !change.after) return;
    if (isSettled(change.before) || !isSettled(change.after)) return;
    // What one event ends, it ends in the same breath.
    if (ended.push(change.after) === 1) queueMicrotask(() => void tell());
  });
}

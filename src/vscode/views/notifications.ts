import * as vscode from 'vscode';
import { isSettled, type Task } from '../../core/model/task';
import type { Disposable } from '../../core/util/emitter';
import type { Store } from '../../core/store/store';
import { endNotice } from '../../presentation/notice';

export interface NotificationsOptions {
  readonly store: Store;
  /** Whether the person is looking at this task's page. */
  readonly isInFront: (id: string) => boolean;
  readonly openTask: (id: string) => void;
}

/** Tells once that a task has ended, unless the person sees it end. */
export function registerNotifications({ store, isInFront, openTask }: NotificationsOptions): Disposable {
  const tell = async (task: Task): Promise<void> => {
    const notice = endNotice(task);
    if (!notice || isInFront(task.id)) return;
    const show =
      notice.severity === 'information' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    const open = 'Open Task';
    if ((await show(notice.message, open)) === open) openTask(task.id);
  };
  return store.onDidChange((change) => {
    if (change.kind !== 'task' || !change.before || !change.after) return;
    if (!isSettled(change.before) && isSettled(change.after)) void tell(change.after);
  });
}

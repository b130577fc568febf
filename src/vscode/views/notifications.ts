import * as vscode from 'vscode';
import type { Core } from '../../core/core';
import { systemClock } from '../../core/util/clock';
import { DisposableStore } from '../../core/util/disposable';
import type { Disposable } from '../../core/util/emitter';
import { refusedNotice } from '../../presentation/notice';
import { Notifier } from '../../presentation/notifier';
import { notify } from '../platform/notify';
import type { Failures } from '../../presentation/failures';
import type { TaskPages } from '../webview/taskPages';

export interface NotificationsOptions extends Pick<Core, 'store' | 'windows' | 'keeper' | 'poller'> {
  readonly pages: Pick<TaskPages, 'isInFront' | 'open'>;
  readonly failures: Failures;
  readonly terminate: (id: string) => void;
}

/** Tells what the person would otherwise miss: once, in one window. */
export function registerNotifications(options: NotificationsOptions): Disposable {
  const { store, windows, keeper, poller, pages, failures, terminate } = options;
  const owned = new DisposableStore();
  owned.add(
    new Notifier({
      store,
      terminate,
      clock: systemClock,
      windowId: windows.id,
      // Where no window has the focus, each would take itself for the one: then whoever looks after the task tells.
      tells: (task) => windows.teller() === windows.id && (vscode.window.state.focused || keeper.isMine(task)),
      isInFront: (id) => pages.isInFront(id),
      notify: ({ severity, message }, button) => notify(severity, message, button),
      openTask: (id) => pages.open(id),
    }),
  );
  // Only the window that asks hears that it is refused.
  owned.add(poller.onDidRefuse((refusal) => void failures.askForKey(refusedNotice(refusal))));
  return owned;
}

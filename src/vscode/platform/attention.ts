import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { Attention } from '../../core/model/attention';
import type { Windows } from '../../core/windows/windows';
import { DisposableStore } from '../../core/util/disposable';
import type { Disposable } from '../../core/util/emitter';
import type { SessionsView } from '../views/sessionsTree';
import type { TaskPages } from '../webview/taskPages';

export interface AttentionOptions {
  readonly windows: Pick<Windows, 'announce'>;
  readonly tree: Pick<SessionsView, 'isVisible' | 'onDidChangeVisibility'>;
  readonly pages: Pick<TaskPages, 'visibleTasks' | 'onDidChangeVisibility'>;
}

/** Announces what this window looks at, as often as that changes: the pace of the questions follows it. */
export function followAttention({ windows, tree, pages }: AttentionOptions): Disposable {
  const owned = new DisposableStore();
  let announced: Attention | undefined;
  const look = (): void => {
    const attention: Attention = {
      isFocused: vscode.window.state.focused,
      isListVisible: tree.isVisible(),
      pages: [...pages.visibleTasks()].sort(),
    };
    if (isDeepStrictEqual(attention, announced)) return;
    announced = attention;
    windows.announce(attention);
  };
  owned.add(vscode.window.onDidChangeWindowState(look));
  owned.add(tree.onDidChangeVisibility(look));
  owned.add(pages.onDidChangeVisibility(look));
  look();
  return owned;
}

import * as vscode from 'vscode';
import type { SessionOperations } from '../../core/operations/sessions';
import type { Store } from '../../core/store/store';
import { DisposableStore } from '../../core/util/disposable';
import type { Disposable } from '../../core/util/emitter';
import type { Logger } from '../../core/util/logger';
import { earlierRow, type Row, sessionRow, taskRow } from '../../presentation/rows';
import { SessionTree, type TreeNode } from '../../presentation/tree';
import { tasksRunning } from '../../presentation/words';
import { ids } from '../ids';

/** The rows of `SessionTree` as VS Code wants them. */
class SessionRows implements vscode.TreeDataProvider<TreeNode>, Disposable {
  readonly #tree: SessionTree;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #subscription: Disposable;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly store: Store) {
    this.#tree = new SessionTree(store);
    this.#subscription = store.onDidChange((change) => {
      for (const node of this.#tree.touched(change)) this.#changed.fire(node);
    });
  }

  getChildren(parent?: TreeNode): TreeNode[] {
    return this.#tree.children(parent);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.type) {
      case 'task':
        return this.#taskItem(node);
      case 'session':
        return this.#sessionItem(node.sessionId);
      case 'earlier':
        return this.#earlierItem(node);
    }
  }

  showEarlier(of: string | undefined): void {
    this.#changed.fire(this.#tree.showEarlier(of));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #taskItem(node: TreeNode & { readonly type: 'task' }): vscode.TreeItem {
    const task = this.store.task(node.id);
    if (!task) return new vscode.TreeItem('');
    const session = task.sessionId === undefined ? undefined : this.store.session(task.sessionId);
    const item = rowItem(taskRow(task, session), vscode.TreeItemCollapsibleState.None);
    item.id = `task:${task.id}`;
    item.command = { command: 'agentbay.openTask', title: 'Open Task', arguments: [node] };
    return item;
  }

  #sessionItem(sessionId: string): vscode.TreeItem {
    const session = this.store.session(sessionId);
    if (!session) return new vscode.TreeItem('');
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const row = sessionRow(session, this.#tree.busy(sessionId), this.#tree.isInDoubt(sessionId));
    const item = rowItem(row, session.state === 'ended' ? Collapsed : Expanded);
    item.id = `session:${sessionId}`;
    return item;
  }

  #earlierItem(node: TreeNode & { readonly type: 'earlier' }): vscode.TreeItem {
    const item = rowItem(earlierRow(this.#tree.hidden(node.of)), vscode.TreeItemCollapsibleState.None);
    item.id = `earlier:${node.of ?? ''}`;
    item.command = { command: 'agentbay.showEarlier', title: 'Show Earlier', arguments: [node] };
    return item;
  }
}

function rowItem(row: Row, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, state);
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.iconPath = new vscode.ThemeIcon(
    row.icon,
    row.color === undefined ? undefined : new vscode.ThemeColor(row.color),
  );
  item.contextValue = row.context;
  item.accessibilityInformation = { label: row.accessibleName };
  return item;
}

/** A look at the tree asks at most this often which sessions are still there. */
const LOOK_MS = 60_000;

/** The tree, as commands and the attention of this window know it. */
export interface SessionsView extends Disposable {
  readonly isVisible: () => boolean;
  readonly onDidChangeVisibility: vscode.Event<unknown>;
  /** Shows more of what a "Show Earlier" row stands for: of a session, or of the top. */
  readonly showEarlier: (of: string | undefined) => void;
}

/** Shows the tree and its badge: how many tasks are at work. Who opens the view sees which sessions are still there. */
export function registerSessionsTree(
  store: Store,
  sessions: Pick<SessionOperations, 'refresh'>,
  log: Logger,
): SessionsView {
  const owned = new DisposableStore();
  const rows = owned.add(new SessionRows(store));
  const view = owned.add(vscode.window.createTreeView(ids.tree, { treeDataProvider: rows }));
  let shown: number | undefined;
  const showBusy = (): void => {
    const value = store.unsettled().size;
    if (shown === value) return;
    shown = value;
    view.badge = value === 0 ? undefined : { value, tooltip: tasksRunning(value) };
    void vscode.commands.executeCommand('setContext', ids.isBusy, value > 0);
  };
  owned.add(store.onDidChange(showBusy));
  let lookedAt = 0;
  const look = (): void => {
    if (!view.visible || Date.now() - lookedAt < LOOK_MS) return;
    lookedAt = Date.now();
    // Nobody asked for this: a failure is for the log.
    sessions.refresh().catch((error: unknown) => log.warn(`Could not look after the sessions: ${String(error)}`));
  };
  owned.add(view.onDidChangeVisibility(look));
  look();
  showBusy();
  return {
    isVisible: () => view.visible,
    onDidChangeVisibility: view.onDidChangeVisibility,
    showEarlier: (of) => rows.showEarlier(of),
    dispose: () => owned.dispose(),
  };
}

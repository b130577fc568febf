import * as vscode from 'vscode';
import type { Session } from '../../core/model/session';
import { isSettled, type Task } from '../../core/model/task';
import type { SessionOperations } from '../../core/operations/sessions';
import type { Change, Store } from '../../core/store/store';
import { DisposableStore } from '../../core/util/disposable';
import type { Disposable } from '../../core/util/emitter';
import type { Logger } from '../../core/util/logger';
import { type Row, sessionRow, taskRow } from '../../presentation/rows';
import { ids } from '../ids';

/** What a row of the tree stands for; commands get it from the context menu. Rows carry ids, the store has the rest. */
export type TreeNode =
  { readonly type: 'session'; readonly sessionId: string } | { readonly type: 'task'; readonly id: string };

export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'type' in value && ('sessionId' in value || 'id' in value);
}

/** Sessions with their tasks beneath; tasks that never got a session stand at the top. */
class SessionsTree implements vscode.TreeDataProvider<TreeNode>, Disposable {
  /** VS Code tells rows apart by identity: one node for each thing, for as long as the tree lives. */
  readonly #nodes = new Map<string, TreeNode>();
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly store: Store) {}

  getChildren(parent?: TreeNode): TreeNode[] {
    if (parent?.type === 'task') return [];
    if (parent) return this.store.tasksOf(parent.sessionId).map((task) => this.#taskNode(task.id));
    const sessions = this.store.sessions();
    const live = sessions.filter((session) => session.state !== 'ended');
    const ended = sessions.filter((session) => session.state === 'ended');
    return [
      ...this.store.tasksWithoutSession().map((task) => this.#taskNode(task.id)),
      ...[...live, ...ended].map((session) => this.#sessionNode(session.sessionId)),
    ];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node.type === 'task') {
      const task = this.store.task(node.id);
      return task ? taskItem(task, node) : new vscode.TreeItem('');
    }
    const session = this.store.session(node.sessionId);
    return session ? sessionItem(session, this.store.tasksOf(node.sessionId)) : new vscode.TreeItem('');
  }

  dispose(): void {
    this.#changed.dispose();
  }

  /** Redraws as little as the change allows: one row for a new action, a row's children when one comes or goes. */
  show(change: Change): void {
    if (change.kind === 'session') {
      const movesRow = change.before?.state !== change.after?.state;
      this.#changed.fire(movesRow || !change.after ? undefined : this.#sessionNode(change.after.sessionId));
      return;
    }
    const { before, after } = change;
    if (before && !after) this.#nodes.delete(`task:${before.id}`);
    if (before?.sessionId !== after?.sessionId || !before || !after) {
      for (const parent of new Set([before?.sessionId, after?.sessionId])) {
        this.#changed.fire(parent === undefined ? undefined : this.#sessionNode(parent));
      }
      return;
    }
    this.#changed.fire(this.#taskNode(after.id));
    if (isSettled(before) !== isSettled(after) && after.sessionId !== undefined) {
      this.#changed.fire(this.#sessionNode(after.sessionId));
    }
  }

  #taskNode(id: string): TreeNode {
    return this.#node(`task:${id}`, { type: 'task', id });
  }

  #sessionNode(sessionId: string): TreeNode {
    return this.#node(`session:${sessionId}`, { type: 'session', sessionId });
  }

  #node(key: string, fresh: TreeNode): TreeNode {
    const node = this.#nodes.get(key) ?? fresh;
    this.#nodes.set(key, node);
    return node;
  }
}

function taskItem(task: Task, node: TreeNode): vscode.TreeItem {
  const item = rowItem(taskRow(task), vscode.TreeItemCollapsibleState.None);
  item.id = `task:${task.id}`;
  item.command = { command: 'agentbay.openTask', title: 'Open Task', arguments: [node] };
  return item;
}

function sessionItem(session: Session, tasks: readonly Task[]): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = rowItem(sessionRow(session, tasks), session.state === 'ended' ? Collapsed : Expanded);
  item.id = `session:${session.sessionId}`;
  return item;
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

/** Shows the tree and its badge: how many tasks are at work. Who opens the view sees which sessions are still there. */
export function registerSessionsTree(
  store: Store,
  sessions: Pick<SessionOperations, 'refresh'>,
  log: Logger,
): Disposable {
  const owned = new DisposableStore();
  const tree = owned.add(new SessionsTree(store));
  const view = owned.add(vscode.window.createTreeView(ids.tree, { treeDataProvider: tree }));
  const showBadge = (): void => {
    const value = store.tasks().filter((task) => !isSettled(task)).length;
    if (view.badge?.value === value) return;
    view.badge =
      value === 0 ? undefined : { value, tooltip: value === 1 ? '1 task running' : `${value} tasks running` };
  };
  owned.add(
    store.onDidChange((change) => {
      tree.show(change);
      showBadge();
    }),
  );
  let lookedAt = 0;
  const look = (): void => {
    if (!view.visible || Date.now() - lookedAt < LOOK_MS) return;
    lookedAt = Date.now();
    // Nobody asked for this: a failure is for the log.
    sessions.refresh().catch((error: unknown) => log.warn(`Could not look after the sessions: ${String(error)}`));
  };
  owned.add(view.onDidChangeVisibility(look));
  look();
  showBadge();
  return owned;
}

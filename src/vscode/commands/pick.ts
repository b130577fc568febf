import * as vscode from 'vscode';
import type { Session } from '../../core/model/session';
import { isSettled, type Task } from '../../core/model/task';
import type { Store } from '../../core/store/store';
import { sessionRow, taskRow } from '../../presentation/rows';
import { isTreeNode } from '../../presentation/tree';
import { inert } from '../../presentation/words';
import { notify } from '../platform/notify';

/** Something a command was given: a row of the tree, an id, or an object that holds one, as keybindings have it. */
function idIn(argument: unknown, ...keys: readonly string[]): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const found = Object.entries(argument).find(([key, value]) => keys.includes(key) && typeof value === 'string');
  return found?.[1] as string | undefined;
}

/** The task a command is about: the one it was given, else one the person picks among those that qualify. */
export async function taskFor(
  argument: unknown,
  store: Store,
  qualifies: (task: Task) => boolean,
  words: { readonly title: string; readonly none: string },
): Promise<Task | undefined> {
  if (argument !== undefined && !(isTreeNode(argument) && argument.type === 'session')) {
    const given = store.findTask(idIn(argument, 'id', 'taskId') ?? '');
    if (!given) throw new Error('There is no such task in the list.');
    return given;
  }
  const tasks = store.tasks().filter(qualifies);
  if (tasks.length === 0) {
    void notify('information', words.none);
    return undefined;
  }
  const items = tasks.map((task) => {
    const { label, description, icon } = taskRow(task);
    return { label: inert(label), description: inert(description), iconPath: new vscode.ThemeIcon(icon), task };
  });
  return (await vscode.window.showQuickPick(items, { title: words.title, matchOnDescription: true }))?.task;
}

const runningIn = ({ sessionId }: Session, store: Store): number =>
  store.tasksOf(sessionId).filter((task) => !isSettled(task)).length;

/** The session a command is about: the one it was given, else one the person picks among those that run. */
export async function sessionFor(argument: unknown, store: Store, title: string): Promise<Session | undefined> {
  if (argument !== undefined) {
    const given = store.session(idIn(argument, 'sessionId') ?? '');
    if (!given) throw new Error('There is no such session in the list.');
    return given;
  }
  const sessions = store.sessions().filter((session) => session.state === 'running');
  if (sessions.length === 0) {
    void notify('information', 'There is no session.');
    return undefined;
  }
  const items = sessions.map((session) => {
    const { label, description, icon } = sessionRow(session, runningIn(session, store));
    return { label: inert(label), description: inert(description), iconPath: new vscode.ThemeIcon(icon), session };
  });
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.session;
}

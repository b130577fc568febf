import * as vscode from 'vscode';
import type { SessionOperations } from '../../core/operations/sessions';
import type { Store } from '../../core/store/store';
import { isTreeNode } from '../../presentation/tree';
import { sessionFor } from './pick';

export interface OpenLiveViewOptions {
  readonly store: Store;
  readonly sessions: Pick<SessionOperations, 'liveView'>;
}

/**
 * Shows what a session shows, in a browser: of the session it was given (a row, `{ sessionId }`), of the one that a given task
 * runs in, else of one the person picks. The address lets in whoever has it: it goes to the browser and nowhere else.
 */
export function openLiveView({ store, sessions }: OpenLiveViewOptions) {
  return async (argument?: unknown): Promise<void> => {
    const session = await sessionFor(sessionOf(argument, store), store, 'Look at Session');
    if (!session) return;
    await openInBrowser(await sessions.liveView(session.sessionId));
  };
}

async function openInBrowser(address: string): Promise<void> {
  const uri = vscode.Uri.parse(address, true);
  if (uri.scheme !== 'https' && uri.scheme !== 'http') {
    throw new Error('AgentBay named no address of this session that is safe to open.');
  }
  // In a remote window, what is on loopback there has another address here.
  if (isLoopback(uri)) await vscode.env.openExternal(await vscode.env.asExternalUri(uri));
  // As text: `openExternal` takes a Uri and spells the escapes in its query anew, which a signature does not survive.
  else await vscode.commands.executeCommand('vscode.open', address);
}

/** A task stands for the session it runs in; the page hands over its id as text. */
function sessionOf(argument: unknown, store: Store): unknown {
  const id =
    typeof argument === 'string'
      ? argument
      : isTreeNode(argument) && argument.type === 'task'
        ? argument.id
        : undefined;
  const task = id === undefined ? undefined : store.task(id);
  if (!task) return argument;
  if (task.sessionId === undefined) throw new Error('This task has no session to look at.');
  return { sessionId: task.sessionId };
}

const isLoopback = ({ authority }: vscode.Uri): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(authority);

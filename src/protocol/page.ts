import type { TaskState } from '../core/model/task';

/** All that the task page shows, complete: a page that was hidden catches up with one message. Words are ready to show. */
export interface TaskView {
  readonly id: string;
  /** The task's text as the person typed it. */
  readonly text: string;
  readonly state: TaskState;
  /** "Running", "Lost"... */
  readonly stateLabel: string;
  /** Codicon name without `codicon-`, e.g. `check`. */
  readonly icon: string;
  /** "Computer task · AgentBay Local · session-1a2b". */
  readonly subtitle: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly endedAt?: number;
  readonly lastHeardAt?: number;
  readonly actions: readonly { readonly at: number; readonly text: string }[];
  /** What was found or made. Untrusted. */
  readonly product?: { readonly format: 'markdown' | 'json'; readonly text: string };
  /** Why it did not finish. Untrusted. */
  readonly reason?: string;
  /** A question about the task failed; the task itself may be well. */
  readonly problem?: string;
  readonly canTerminate: boolean;
  readonly canRunAgain: boolean;
}

/** Extension to page. */
export type ToPage =
  { readonly type: 'show'; readonly view: TaskView } | { readonly type: 'missing'; readonly message: string };

/** Page to extension. `ready` comes first: nothing sent before it is sure to arrive. */
export type FromPage =
  | { readonly type: 'ready' }
  | { readonly type: 'terminateTask' }
  | { readonly type: 'runAgain' }
  | { readonly type: 'openResult' }
  | { readonly type: 'copyResult' };

const fromPageTypes: ReadonlySet<string> = new Set<FromPage['type']>([
  'ready',
  'terminateTask',
  'runAgain',
  'openResult',
  'copyResult',
]);

/** Reads a message that claims to come from the page; `undefined` when it is not one of ours. */
export function parseFromPage(message: unknown): FromPage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  const { type } = message;
  return typeof type === 'string' && fromPageTypes.has(type) ? ({ type } as FromPage) : undefined;
}

/**
 * Reads a message that claims to come from the extension; `undefined` when it is not one of ours. Both ends are built together,
 * so this tells our messages from strangers' and does not check every field.
 */
export function parseToPage(message: unknown): ToPage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  const isShow = message.type === 'show' && 'view' in message && isTaskView(message.view);
  const isMissing = message.type === 'missing' && 'message' in message && typeof message.message === 'string';
  return isShow || isMissing ? (message as ToPage) : undefined;
}

function isTaskView(view: unknown): boolean {
  if (typeof view !== 'object' || view === null || !('id' in view && 'text' in view && 'actions' in view)) return false;
  return typeof view.id === 'string' && typeof view.text === 'string' && Array.isArray(view.actions);
}

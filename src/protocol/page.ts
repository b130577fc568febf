import type { TaskState } from '../core/model/task';

/** What the timeline shows: something the agent said it did, or a time of which nothing is known. */
export type ViewEntry =
  /** `at`: ms since the epoch. The text is untrusted. */
  | { readonly type: 'action'; readonly at: number; readonly text: string }
  /** `at` and `until`: ms since the epoch; `why`: "the window was closed", to stand after a colon. */
  | { readonly type: 'gap'; readonly at: number; readonly until: number; readonly why: string };

/** What was found or made. Untrusted. */
export interface ViewProduct {
  readonly format: 'markdown' | 'json';
  readonly text: string;
  /** There is more of it than is shown here. */
  readonly isCut?: true;
}

/** What can change about a task while it is shown, apart from what is only added. Words are ready to show. */
export interface TaskStatus {
  readonly state: TaskState;
  /** "Running", "Lost"... */
  readonly stateLabel: string;
  /** Codicon name without `codicon-`, e.g. `check`. */
  readonly icon: string;
  /** "Computer task · AgentBay Local · session-1a2b". */
  readonly subtitle: string;
  /** ms since the epoch. */
  readonly endedAt?: number;
  readonly lastHeardAt?: number;
  /** How long the whole timeline is; the page may hold a part of it. */
  readonly entryCount: number;
  /** Why it did not finish. Untrusted. */
  readonly reason?: string;
  /** What this means and what can be done. */
  readonly advice?: string;
  /** A question about the task failed; the task itself may be well. */
  readonly problem?: string;
  /** It was to be terminated, and that could not be confirmed. */
  readonly terminateProblem?: string;
  /** The agent may be stuck: "Nothing new", since a moment in ms since the epoch. */
  readonly stall?: { readonly text: string; readonly since: number };
  readonly canTerminate: boolean;
  readonly canRunAgain: boolean;
  readonly canLookAtSession: boolean;
}

/** All that the task page shows, complete but for earlier entries: a page that was hidden catches up with one message. */
export interface TaskView extends TaskStatus {
  readonly id: string;
  /** The task's text as the person typed it. */
  readonly text: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** Which entry of the whole timeline the first of `entries` is, from 0. */
  readonly firstEntry: number;
  /** The latest of the timeline, oldest first. */
  readonly entries: readonly ViewEntry[];
  readonly product?: ViewProduct;
}

/** How many entries of a timeline travel together at most. */
export const PAGE = 200;

/** Extension to page. */
export type ToPage =
  | { readonly type: 'show'; readonly view: TaskView }
  /** What came since the last message. */
  | {
      readonly type: 'more';
      readonly status: TaskStatus;
      readonly firstEntry: number;
      readonly entries: readonly ViewEntry[];
      readonly product?: ViewProduct;
    }
  /** The entries that the page asked for. */
  | { readonly type: 'earlier'; readonly firstEntry: number; readonly entries: readonly ViewEntry[] }
  | { readonly type: 'missing'; readonly message: string };

const plainTypes = [
  'ready',
  'latest',
  'terminateTask',
  'runAgain',
  'lookAtSession',
  'openResult',
  'copyResult',
] as const;

/** Page to extension. `ready` comes first: nothing sent before it is sure to arrive. `latest` asks for a `show`. */
export type FromPage =
  | { readonly type: (typeof plainTypes)[number] }
  /** Asks for the entries before the one numbered `before`. */
  | { readonly type: 'earlier'; readonly before: number };

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isOneOf = <T extends string>(known: readonly T[], value: unknown): value is T =>
  (known as readonly unknown[]).includes(value);

/** Reads a message that claims to come from the page; `undefined` when it is not one of ours. */
export function parseFromPage(message: unknown): FromPage | undefined {
  if (!isFields(message)) return undefined;
  const { type, before } = message;
  if (type === 'earlier') return isIndex(before) ? { type, before } : undefined;
  return isOneOf(plainTypes, type) ? { type } : undefined;
}

/**
 * Reads a message that claims to come from the extension; `undefined` when it is not one of ours. Both ends are built together,
 * so this tells our messages from strangers' and does not check every field.
 */
export function parseToPage(message: unknown): ToPage | undefined {
  return isFields(message) && isToPage(message) ? (message as unknown as ToPage) : undefined;
}

function isToPage({ type, view, status, message, ...rest }: Fields): boolean {
  if (type === 'show') return isFields(view) && isText(view['id']) && isText(view['text']) && hasEntries(view);
  if (type === 'more') return isFields(status) && isText(status['state']) && hasEntries(rest);
  if (type === 'earlier') return hasEntries(rest);
  return type === 'missing' && isText(message);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const hasEntries = ({ firstEntry, entries }: Fields): boolean => isIndex(firstEntry) && Array.isArray(entries);

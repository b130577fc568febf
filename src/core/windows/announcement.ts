import path from 'node:path';
import type { Attention } from '../model/attention';

/** Something that a window wants of whoever may write about a task. It stays until it is seen to be done, even if the window goes. */
export interface Wish {
  /** Our id of the task that is to be terminated. */
  readonly terminate: string;
  /** ms since the epoch; no two wishes of a window have the same. */
  readonly at: number;
}

/** A wish that another window made, and that is done or cannot be done. */
export interface DoneWish extends Wish {
  /** The window that made it. */
  readonly windowId: string;
}

/** What a window says of itself, in a file that it alone writes. */
export interface Announcement {
  /** The machine, or container: elsewhere, the process id says nothing. */
  readonly host: string;
  readonly pid: number;
  /** See `processStart`. */
  readonly processStart?: string;
  /** Counts the times that it has been written. */
  readonly beat: number;
  /** Whether it is written about once a second: only then does silence say that the window is gone. */
  readonly isBeating: boolean;
  /** When it was written, ms since the epoch. */
  readonly at: number;
  readonly attention: Attention;
  /** Since when the window looks at that, ms since the epoch. */
  readonly attentionAt: number;
  readonly wishes: readonly Wish[];
  /** Kept for as long as the window that made the wish repeats it. */
  readonly done: readonly DoneWish[];
}

const VERSION = 2;
const ID = /^[0-9a-f]{12}$/;
const NAME = /^([0-9a-f]{12})\.json$/;

/** Whether it can be the id of a window: that becomes the name of a file. */
export const isWindowId = (id: string): boolean => ID.test(id);

/** Which window announces itself in a file of that name. */
export const windowOf = (name: string): string | undefined => NAME.exec(name)?.[1];

export const announcementFile = (folder: string, windowId: string): string => path.join(folder, `${windowId}.json`);

/** Where an announcement is prepared, by the window that it is of. */
export const temporaryFile = (folder: string, windowId: string): string => path.join(folder, `.${windowId}.tmp`);

export const encodeAnnouncement = (announcement: Announcement): string =>
  `${JSON.stringify({ v: VERSION, ...announcement })}\n`;

/** Reads what a window wrote; `undefined` when it is not an announcement. */
export function decodeAnnouncement(text: string): Announcement | undefined {
  const fields = parse(text);
  if (!isFields(fields)) return undefined;
  const { host, pid, processStart, beat, isBeating, at, attention, attentionAt, wishes, done } = fields;
  if (!isText(host) || !isPid(pid) || !isNumber(beat) || typeof isBeating !== 'boolean' || !isNumber(at))
    return undefined;
  if (!isAttention(attention) || !isNumber(attentionAt)) return undefined;
  if (!Array.isArray(wishes) || !Array.isArray(done)) return undefined;
  return {
    ...{ host, pid, beat, isBeating, at, attention, attentionAt },
    wishes: wishes.filter(isWish),
    done: done.filter(isDoneWish),
    ...(isText(processStart) && { processStart }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
/** Signals to 0 and below go to whole groups of processes. */
const isPid = (value: unknown): value is number => isNumber(value) && Number.isInteger(value) && value > 0;
const isWish = (value: unknown): value is Wish =>
  isFields(value) && isText(value['terminate']) && isNumber(value['at']);
const isDoneWish = (value: unknown): value is DoneWish => isWish(value) && isText((value as Wish & Fields)['windowId']);
const isAttention = (value: unknown): value is Attention =>
  isFields(value) &&
  typeof value['isFocused'] === 'boolean' &&
  typeof value['isListVisible'] === 'boolean' &&
  Array.isArray(value['pages']) &&
  value['pages'].every(isText);

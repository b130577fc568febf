import type { TaskView, ToPage } from '../protocol/page';

/** Rows that a page holds at most: laying out more makes typing and scrolling slow. */
export const MOST_ENTRIES = 2_000;

/** Where the reader is: at the latest, or at earlier entries, which then stay. */
export type Reading = 'latest' | 'earlier';

type Message<T extends ToPage['type']> = Extract<ToPage, { readonly type: T }>;
type Entries = Pick<TaskView, 'firstEntry' | 'entries'>;

const endOf = ({ firstEntry, entries }: Entries): number => firstEntry + entries.length;

/** Whether the page holds the end of the timeline. */
export const holdsLatest = (view: TaskView): boolean => endOf(view) >= view.entryCount;

/** The whole view again. A reader of earlier entries keeps those, with what of the later ones joins on. */
export function withShow(before: TaskView, view: TaskView, reading: Reading): TaskView {
  return reading === 'latest' ? view : { ...view, ...joined(before, view, reading) };
}

/** The view with what came. */
export function withMore(view: TaskView, { status, product, ...added }: Message<'more'>, reading: Reading): TaskView {
  const { id, text, createdAt, product: known } = view;
  const shown = product ?? known;
  return { ...status, id, text, createdAt, ...joined(view, added, reading), ...(shown && { product: shown }) };
}

/** The view with entries before those it had. Of what is too much then the latest goes. */
export function withEarlier(view: TaskView, earlier: Message<'earlier'>): TaskView {
  if (endOf(earlier) !== view.firstEntry) return view;
  const entries = [...earlier.entries, ...view.entries].slice(0, MOST_ENTRIES);
  return { ...view, firstEntry: earlier.firstEntry, entries };
}

/** Entries with later ones, unless some between them are missing. Of what is too much the end goes that the reader is not at. */
function joined(before: Entries, later: Entries, reading: Reading): Entries {
  const { firstEntry } = before;
  const known = endOf(before) - later.firstEntry;
  if (known < 0) return { firstEntry, entries: before.entries };
  const entries = [...before.entries, ...later.entries.slice(known)];
  if (reading === 'earlier') return { firstEntry, entries: entries.slice(0, MOST_ENTRIES) };
  const surplus = Math.max(0, entries.length - MOST_ENTRIES);
  return { firstEntry: firstEntry + surplus, entries: entries.slice(surplus) };
}

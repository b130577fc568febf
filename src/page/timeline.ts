import type { TaskView } from '../protocol/page';
import { labelledButton, offer } from './button';
import { element, icon, setIcon, setText, type Part } from './dom';
import { holdsLatest } from './merge';
import { setMoment } from './moments';
import { createRow, type Row } from './row';
import { noActions, words } from './words';

export interface TimelineOptions {
  readonly onEarlier: () => void;
  readonly onLatest: () => void;
  /** Gets the keyboard focus when a button that had it goes away. */
  readonly rest: HTMLElement;
}

/** What the agent was seen doing, oldest first, and how it ended. The earliest and, for their reader, the latest may be missing. */
export class Timeline implements Part<TaskView> {
  readonly #count = element('span', { class: 'count' });
  readonly #list = element('ol', { id: 'actions' });
  readonly #emptyIcon = icon('dash');
  readonly #emptyText = element('span');
  readonly #empty = element('p', { class: 'empty' }, this.#emptyIcon, this.#emptyText);
  readonly #endIcon = icon('check');
  readonly #endText = element('span');
  readonly #end = element('p', { id: 'ended' }, this.#endIcon, this.#endText);
  readonly #heading = element('h2', { id: 'actions-heading' }, words.actions, ' ', this.#count);
  readonly #earlier: HTMLButtonElement;
  readonly #latest: HTMLButtonElement;
  readonly element: HTMLElement;
  /** By the number of their entry. */
  readonly #rows = new Map<number, Row>();
  #view: TaskView | undefined;

  constructor(private readonly options: TimelineOptions) {
    this.#earlier = labelledButton('earlier', 'fold-up', words.showEarlier, options.onEarlier);
    this.#latest = labelledButton('latest', 'fold-down', words.showLatest, options.onLatest);
    this.element = element(
      'section',
      { class: 'timeline', 'aria-labelledby': 'actions-heading' },
      element('div', { class: 'section-title' }, this.#heading),
      this.#empty,
      this.#earlier,
      this.#list,
      this.#latest,
      this.#end,
    );
  }

  /** The row that stands first; `undefined` when there is none. */
  get firstRow(): Element | undefined {
    return this.#list.firstElementChild ?? undefined;
  }

  show(view: TaskView): void {
    this.#view = view;
    const { entries, endedAt, firstEntry } = view;
    const gaps = entries.filter(({ type }) => type === 'gap').length;
    setText(this.#count, view.entryCount > gaps ? String(view.entryCount - gaps) : '');
    this.#empty.hidden = view.entryCount > 0;
    setIcon(this.#emptyIcon, endedAt === undefined ? 'loading~spin' : 'dash');
    setText(this.#emptyText, noActions(view));
    offer(this.#earlier, firstEntry > 0, this.options.rest);
    offer(this.#latest, !holdsLatest(view), this.options.rest);
    this.#list.hidden = entries.length === 0;
    this.#showRows(view);
    this.#end.hidden = endedAt === undefined || !holdsLatest(view);
    this.element.classList.toggle('ended', !this.#end.hidden);
    if (endedAt === undefined) return;
    setIcon(this.#endIcon, view.icon);
    const moment = element('time');
    setMoment(moment, endedAt, view.createdAt);
    setText(this.#endText, words.ended(view.stateLabel, moment.textContent));
  }

  /** @param now ms since the epoch; how long the current action has taken is measured against it. */
  tick(now: number): void {
    const view = this.#view;
    if (!view || !holdsLatest(view)) return;
    const latest = view.endedAt === undefined ? latestAction(view) : view.entries.length - 1;
    this.#rows.get(view.firstEntry + latest)?.tick(view.endedAt ?? now);
  }

  /** What stays is not touched, so that focus, selection and place survive. */
  #showRows(view: TaskView): void {
    const { firstEntry, entries, createdAt, endedAt } = view;
    const current = endedAt === undefined && holdsLatest(view) ? latestAction(view) : undefined;
    for (const [number, row] of this.#rows) {
      if (entries[number - firstEntry]?.type === row.type) continue;
      row.element.remove();
      this.#rows.delete(number);
    }
    let follower = this.#list.firstElementChild;
    for (const [index, entry] of entries.entries()) {
      let row = this.#rows.get(firstEntry + index);
      if (row) follower = row.element.nextElementSibling;
      else {
        row = createRow(entry.type);
        this.#rows.set(firstEntry + index, row);
        this.#list.insertBefore(row.element, follower);
      }
      row.show(entry, { next: entries[index + 1], isCurrent: index === current, createdAt });
    }
  }
}

/** Where the latest action stands among the entries. After a gap the agent is at it still: another one would have an entry. */
const latestAction = ({ entries }: TaskView): number => entries.findLastIndex(({ type }) => type === 'action');

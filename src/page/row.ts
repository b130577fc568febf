import type { TaskView, ViewEntry } from '../protocol/page';
import { element, icon, setIcon, setText } from './dom';
import { formatDuration, formatSpan, setMoment } from './moments';
import { words } from './words';

/** What a row of the timeline says beside its own entry. */
export interface RowPlace {
  /** The entry after it. */
  readonly next: ViewEntry | undefined;
  /** The agent is at it. */
  readonly isCurrent: boolean;
  /** When the task began, ms since the epoch: dates are shown where the day differs. */
  readonly createdAt: number;
}

/** One row of the timeline. It is told the same over and over while a task runs, and then touches nothing. */
export interface Row {
  readonly element: HTMLLIElement;
  readonly type: ViewEntry['type'];
  show(entry: ViewEntry, place: RowPlace): void;
  /** @param until When the current action is over, or now: ms since the epoch. */
  tick(until: number): void;
}

export const createRow = (type: ViewEntry['type']): Row => (type === 'gap' ? new GapRow() : new ActionRow());

/** Something the agent did: a dot on the rail, the words, how long it took, when. */
class ActionRow implements Row {
  readonly type = 'action';
  readonly #dot = icon('circle-filled');
  readonly #text = element('span', { class: 'text' });
  readonly #duration = element('span', { class: 'duration' });
  readonly #time = element('time');
  readonly element = element('li', {}, this.#dot, this.#text, this.#duration, this.#time);
  #shown: { readonly entry: ViewEntry; readonly place: RowPlace } | undefined;

  show(entry: ViewEntry, place: RowPlace): void {
    const before = this.#shown;
    this.#shown = { entry, place };
    if (before?.entry === entry && before.place.next === place.next && before.place.isCurrent === place.isCurrent)
      return;
    if (entry.type !== 'action') return;
    setText(this.#text, entry.text);
    setMoment(this.#time, entry.at, place.createdAt);
    if (place.next) setText(this.#duration, formatDuration(place.next.at - entry.at));
    setIcon(this.#dot, place.isCurrent ? 'loading~spin' : 'circle-filled');
    if (place.isCurrent) this.element.setAttribute('aria-current', 'step');
    else this.element.removeAttribute('aria-current');
  }

  tick(until: number): void {
    if (this.#shown) setText(this.#duration, formatDuration(until - this.#shown.entry.at));
  }
}

/** A time of which nothing is known. */
class GapRow implements Row {
  readonly type = 'gap';
  readonly #text = element('span', { class: 'unknown' });
  readonly element = element('li', { class: 'gap' }, icon('dash'), this.#text);

  show(entry: ViewEntry, { createdAt }: RowPlace): void {
    if (entry.type === 'gap') setText(this.#text, gapWords(entry, { createdAt }));
  }

  tick(): void {
    // It is over and has its words.
  }
}

/** "Nothing is known from 14:03 to 14:20: the window was closed". */
export const gapWords = (
  { at, until, why }: Extract<ViewEntry, { type: 'gap' }>,
  { createdAt }: Pick<TaskView, 'createdAt'>,
): string => words.gap(...formatSpan(at, until, createdAt), why);

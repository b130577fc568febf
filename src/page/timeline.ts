import type { TaskView } from '../protocol/page';
import { element, icon, setIcon, setText, type Part } from './dom';
import { formatDuration, setMoment } from './moments';
import { Reconciler } from './reconcile';
import { noActions, words } from './words';

type Action = TaskView['actions'][number];

/** The elements of one row that change. */
interface Row {
  readonly dot: HTMLElement;
  readonly text: HTMLElement;
  readonly time: HTMLTimeElement;
  readonly duration: HTMLElement;
}

/** Everything the agent was seen doing, oldest first, and how it ended. */
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
  readonly element = element(
    'section',
    { class: 'timeline', 'aria-labelledby': 'actions-heading' },
    element('div', { class: 'section-title' }, this.#heading),
    this.#empty,
    this.#list,
    this.#end,
  );
  readonly #rows = new WeakMap<HTMLLIElement, Row>();
  #view: TaskView | undefined;
  readonly #reconciler = new Reconciler<Action, HTMLLIElement>(this.#list, {
    key: ({ at, text }) => `${at} ${text}`,
    create: () => this.#createRow(),
    update: (item, action, index) => this.#showRow(item, action, index),
  });

  show(view: TaskView): void {
    this.#view = view;
    const { actions, endedAt } = view;
    setText(this.#count, actions.length > 0 ? String(actions.length) : '');
    this.#empty.hidden = actions.length > 0;
    setIcon(this.#emptyIcon, endedAt === undefined ? 'loading~spin' : 'dash');
    setText(this.#emptyText, noActions(view));
    this.#list.hidden = actions.length === 0;
    this.#reconciler.show(actions);
    this.#end.hidden = endedAt === undefined;
    if (endedAt === undefined) return;
    setIcon(this.#endIcon, view.icon);
    const moment = element('time');
    setMoment(moment, endedAt, view.createdAt);
    setText(this.#endText, words.ended(view.stateLabel, moment.textContent));
  }

  /** @param now ms since the epoch; how long the current action has taken is measured against it. */
  tick(now: number): void {
    const row = this.#list.lastElementChild;
    const last = this.#view?.actions.at(-1);
    if (!(row instanceof HTMLLIElement) || !last) return;
    const parts = this.#rows.get(row);
    if (parts) setText(parts.duration, formatDuration((this.#view?.endedAt ?? now) - last.at));
  }

  #createRow(): HTMLLIElement {
    const row: Row = {
      dot: icon('circle-filled'),
      text: element('span', { class: 'text' }),
      time: element('time'),
      duration: element('span', { class: 'duration' }),
    };
    const item = element('li', {}, row.dot, row.text, row.duration, row.time);
    this.#rows.set(item, row);
    return item;
  }

  #showRow(item: HTMLLIElement, action: Action, index: number): void {
    const row = this.#rows.get(item);
    const view = this.#view;
    if (!row || !view) return;
    setText(row.text, action.text);
    setMoment(row.time, action.at, view.createdAt);
    const following = view.actions[index + 1];
    if (following) setText(row.duration, formatDuration(following.at - action.at));
    const isCurrent = !following && view.endedAt === undefined;
    setIcon(row.dot, isCurrent ? 'loading~spin' : 'circle-filled');
    if (isCurrent) item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  }
}

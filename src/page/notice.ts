import type { TaskView } from '../protocol/page';
import { element, icon, setText, type Part } from './dom';
import { words } from './words';

/** A framed remark; `text` picks what it says from the view, `undefined` hides it. */
class Notice implements Part<TaskView> {
  readonly #text: HTMLElement;
  readonly element: HTMLElement;

  constructor(
    id: 'problem' | 'reason',
    private readonly text: (view: TaskView) => string | undefined,
    lead: HTMLElement,
    ...ornaments: HTMLElement[]
  ) {
    this.#text = element('div', { id, class: 'notice-text' });
    this.element = element('div', { class: `notice ${id}` }, ...ornaments, element('div', {}, lead, this.#text));
  }

  show(view: TaskView): void {
    const text = this.text(view);
    this.element.hidden = text === undefined;
    setText(this.#text, text ?? '');
  }
}

/** A question about the task failed. Says so in words that cannot be taken for a failure of the task. */
export const problemNotice = (): Part<TaskView> =>
  new Notice('problem', ({ problem }) => problem, element('p', {}, words.problem), icon('warning'));

/** Why the task did not finish. */
export const reasonNotice = (): Part<TaskView> =>
  new Notice('reason', ({ reason }) => reason, element('h2', {}, words.reason));

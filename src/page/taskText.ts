import type { TaskView } from '../protocol/page';
import { element, setText, type Part } from './dom';
import { words } from './words';

/**
 * The task as the page's heading. The heading always holds the whole text; a long one shows its first lines until asked for
 * all.
 */
export class TaskText implements Part<TaskView> {
  readonly #heading = element('h1', { id: 'task-text', class: 'collapsed' });
  readonly #toggle = element('button', { type: 'button', class: 'link', 'aria-controls': 'task-text' });
  readonly element = element('div', { class: 'task-text' }, this.#heading, this.#toggle);
  /** Whether the text fits depends on the width of the editor column. */
  readonly #resized = new ResizeObserver(() => this.#draw());

  constructor() {
    this.#toggle.addEventListener('click', () => {
      this.#heading.classList.toggle('collapsed');
      this.#draw();
    });
    this.#resized.observe(this.#heading);
  }

  show({ text }: TaskView): void {
    setText(this.#heading, text);
    this.#draw();
  }

  dispose(): void {
    this.#resized.disconnect();
  }

  #draw(): void {
    const isCollapsed = this.#heading.classList.contains('collapsed');
    const fits = this.#heading.scrollHeight <= this.#heading.clientHeight + 1;
    this.#toggle.hidden = isCollapsed && fits;
    this.#toggle.setAttribute('aria-expanded', String(!isCollapsed));
    setText(this.#toggle, isCollapsed ? words.showAll : words.showLess);
  }
}

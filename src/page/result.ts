import type { FromPage, TaskView, ViewProduct } from '../protocol/page';
import { labelledButton } from './button';
import { element, setText, type Part } from './dom';
import { prettyJson } from './json';
import { createMarkdownRenderer } from './markdown';
import { words } from './words';

/** Characters of text (pictures aside) up to which a result is formatted; beyond, laying it out would freeze the page. */
const LONGEST_FORMATTED = 100_000;
const PICTURES = /data:image\/[a-z]+;base64,[a-z0-9+/=]+/gi;

/** What the task found or made, with the means to take it elsewhere. Hidden while there is nothing to say. */
export class ResultSection implements Part<TaskView> {
  readonly #heading = element('h2', { id: 'result-heading' });
  readonly #content = element('div', { id: 'result' });
  readonly #none = element('p', { class: 'empty' }, words.noResult);
  readonly #tools: HTMLElement;
  readonly element: HTMLElement;
  #shown: ViewProduct | undefined;
  #markdown: ((text: string) => DocumentFragment) | undefined;

  constructor(post: (message: FromPage) => void) {
    const open = labelledButton('open-result', 'go-to-file', words.openResult, () => post({ type: 'openResult' }));
    open.setAttribute('aria-label', words.openResultLong);
    const copy = labelledButton('copy-result', 'copy', words.copyResult, () => post({ type: 'copyResult' }));
    copy.setAttribute('aria-label', words.copyResultLong);
    this.#tools = element('div', { class: 'buttons' }, open, copy);
    const title = element('div', { class: 'section-title' }, this.#heading, this.#tools);
    this.element = element('section', { 'aria-labelledby': 'result-heading' }, title, this.#content, this.#none);
  }

  show(view: TaskView): void {
    const { product, state, endedAt } = view;
    const isBarren = product === undefined && state === 'finished';
    setText(this.#heading, endedAt === undefined ? words.resultSoFar : words.result);
    this.element.hidden = product === undefined && !isBarren;
    this.#none.hidden = !isBarren;
    this.#tools.hidden = product === undefined;
    this.#content.hidden = product === undefined;
    if (product?.text === this.#shown?.text && product?.format === this.#shown?.format) return;
    this.#shown = product;
    this.#content.replaceChildren(...(product ? this.#render(product) : []));
  }

  #render({ format, text, isCut }: ViewProduct): Node[] {
    const isTooLong = text.replace(PICTURES, '').length > LONGEST_FORMATTED;
    const remark = isTooLong ? words.tooLong : isCut === true ? words.cut : undefined;
    return [
      ...(remark === undefined ? [] : [element('p', { class: 'empty' }, remark)]),
      isTooLong ? plain(text.slice(0, LONGEST_FORMATTED)) : this.#format({ format, text }),
    ];
  }

  #format({ format, text }: Pick<ViewProduct, 'format' | 'text'>): Node {
    if (format === 'json') return plain(prettyJson(text));
    try {
      this.#markdown ??= createMarkdownRenderer();
      return this.#markdown(text);
    } catch {
      return plain(text); // The text itself is what matters: a fault of the renderer must not hide it.
    }
  }
}

const plain = (text: string): HTMLElement => element('pre', { tabindex: '0' }, element('code', {}, text));

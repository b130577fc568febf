import { element, setText } from './dom';

/** Actions may come every few seconds; a screen reader that speaks each of them never gets to the end of one. In ms. */
const BETWEEN_ACTIONS = 5000;

/** Tells screen readers what changed, in a region of its own that is not seen. */
export class Announcer {
  readonly element = element('div', { role: 'status', 'aria-live': 'polite', class: 'visually-hidden' });
  #waiting: string | undefined;
  #timer: number | undefined;

  /** Says something that must not wait, and forgets the action that was waiting: it is old news. */
  say(text: string): void {
    this.#waiting = undefined;
    setText(this.element, text);
  }

  /** Says what the agent does, at most once in five seconds and then the newest. */
  sayAction(text: string): void {
    if (this.#timer !== undefined) {
      this.#waiting = text;
      return;
    }
    setText(this.element, text);
    this.#timer = window.setTimeout(() => {
      this.#timer = undefined;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting !== undefined) this.sayAction(waiting);
    }, BETWEEN_ACTIONS);
  }

  dispose(): void {
    window.clearTimeout(this.#timer);
  }
}

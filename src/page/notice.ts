import type { FromPage, TaskView } from '../protocol/page';
import { labelledButton, offer } from './button';
import { element, icon, setText, type Part } from './dom';
import { formatMoment } from './moments';
import { words } from './words';

interface NoticeOptions {
  readonly id: 'problem' | 'reason' | 'advice' | 'stall' | 'terminate-problem';
  /** What it says, `undefined` to hide it. */
  readonly text: (view: TaskView) => string | undefined;
  readonly lead?: HTMLElement;
  readonly icon?: HTMLElement;
  readonly button?: HTMLButtonElement;
  readonly isOffered?: (view: TaskView) => boolean;
  /** Gets the keyboard focus when the button goes away. */
  readonly rest?: HTMLElement;
}

/** A framed remark, with at most one thing to do about it. */
class Notice implements Part<TaskView> {
  readonly #text: HTMLElement;
  readonly element: HTMLElement;

  constructor(private readonly options: NoticeOptions) {
    const { id, lead, icon: ornament, button } = options;
    this.#text = element('div', { id, class: 'notice-text' });
    const words = element('div', { class: 'notice-words' }, ...(lead ? [lead] : []), this.#text);
    const parts = [ornament, words, button].filter((part) => part !== undefined);
    this.element = element('div', { class: `notice ${id}` }, ...parts);
  }

  show(view: TaskView): void {
    const { button, isOffered, rest } = this.options;
    const text = this.options.text(view);
    if (button && rest) offer(button, text !== undefined && isOffered?.(view) !== false, rest);
    this.element.hidden = text === undefined;
    setText(this.#text, text ?? '');
  }
}

/** A question about the task failed. Says so in words that cannot be taken for a failure of the task. */
export const problemNotice = (): Part<TaskView> =>
  new Notice({
    id: 'problem',
    text: ({ problem }) => problem,
    lead: element('p', {}, words.problem),
    icon: icon('warning'),
  });

/** Why the task did not finish. */
export const reasonNotice = (): Part<TaskView> =>
  new Notice({ id: 'reason', text: ({ reason }) => reason, lead: element('h2', {}, words.reason) });

/** What the end means, where that is in doubt. What can be done stands with the state. */
export const adviceNotice = (): Part<TaskView> =>
  new Notice({ id: 'advice', text: ({ advice }) => advice, icon: icon('info') });

type Post = (message: FromPage) => void;
const terminating = (post: Post) => (): void => post({ type: 'terminateTask' });

/** The agent may be stuck. */
export const stallNotice = (post: Post, rest: HTMLElement): Part<TaskView> =>
  new Notice({
    id: 'stall',
    text: (view) => view.stall && stallWords(view.stall, view),
    icon: icon('watch'),
    button: labelledButton('terminate-stalled', 'debug-stop', words.terminate, terminating(post)),
    // Where its end could not be confirmed, that notice has the button.
    isOffered: ({ state, terminateProblem }) => state === 'running' && terminateProblem === undefined,
    rest,
  });

/** "Nothing new since 14:03". */
export const stallWords = ({ text, since }: NonNullable<TaskView['stall']>, { createdAt }: TaskView): string =>
  words.since(text, formatMoment(since, createdAt, 'minute'));

/** It was to be terminated, and that could not be confirmed. */
export const terminateNotice = (post: Post, rest: HTMLElement): Part<TaskView> =>
  new Notice({
    id: 'terminate-problem',
    text: ({ terminateProblem }) => terminateProblem,
    lead: element('p', {}, words.terminateProblem),
    icon: icon('warning'),
    button: labelledButton('try-again', 'refresh', words.tryAgain, terminating(post)),
    isOffered: ({ canTerminate }) => canTerminate,
    rest,
  });

import type { FromPage, TaskView } from '../protocol/page';
import { labelledButton, offer } from './button';
import { element, icon, setIcon, setText, type Part } from './dom';
import { formatDuration } from './moments';
import { words } from './words';

/** An answer younger than this is what one expects: saying when it came would only flicker. In ms. */
const RECENT = 5000;

/** Where the task stands, for how long, and what can be done about it. Stays in sight while the page scrolls. */
export class StateBar implements Part<TaskView> {
  readonly #icon = icon('circle-outline');
  readonly #label = element('span', { id: 'state' });
  readonly #elapsed = element('span', { id: 'elapsed' });
  readonly #heard = element('span', { id: 'heard' });
  readonly #terminate: HTMLButtonElement;
  readonly #look: HTMLButtonElement;
  readonly #runAgain: HTMLButtonElement;
  readonly element: HTMLElement;
  #view: TaskView | undefined;

  /** @param rest Gets the keyboard focus when the button that had it goes away. */
  constructor(
    post: (message: FromPage) => void,
    private readonly rest: HTMLElement,
  ) {
    this.#terminate = labelledButton('terminate', 'debug-stop', words.terminate, () => post({ type: 'terminateTask' }));
    this.#look = labelledButton('look-at-session', 'link-external', words.lookAtSession, () =>
      post({ type: 'lookAtSession' }),
    );
    this.#runAgain = labelledButton('run-again', 'refresh', words.runAgain, () => post({ type: 'runAgain' }));
    const state = element('span', { class: 'state' }, this.#icon, this.#label);
    const facts = element('div', { class: 'facts' }, state, this.#elapsed, this.#heard);
    const buttons = element('div', { class: 'buttons' }, this.#look, this.#terminate, this.#runAgain);
    this.element = element('div', { class: 'bar' }, facts, buttons);
  }

  show(view: TaskView): void {
    this.#view = view;
    setIcon(this.#icon, view.icon);
    setText(this.#label, view.stateLabel);
    // Where work might be done twice, looking comes before running it again.
    const isInDoubt = view.state === 'unconfirmed' && view.canLookAtSession;
    this.#look.className = isInDoubt ? 'primary' : 'secondary';
    this.#runAgain.className = isInDoubt ? 'secondary' : 'primary';
    offer(this.#look, view.canLookAtSession, this.rest);
    offer(this.#terminate, view.canTerminate, this.rest);
    offer(this.#runAgain, view.canRunAgain, this.rest);
  }

  /** @param now ms since the epoch. */
  tick(now: number): void {
    if (!this.#view) return;
    const { state, createdAt, endedAt, lastHeardAt, problem } = this.#view;
    const duration = formatDuration((endedAt ?? now) - createdAt);
    this.#elapsed.hidden = state === 'unconfirmed'; // Nobody knows whether it has ended.
    setText(this.#elapsed, endedAt === undefined ? duration : words.took(duration));
    const silence = lastHeardAt === undefined ? 0 : now - lastHeardAt;
    this.#heard.hidden =
      endedAt !== undefined || lastHeardAt === undefined || (problem === undefined && silence <= RECENT);
    setText(this.#heard, words.lastHeard(formatDuration(silence)));
  }
}

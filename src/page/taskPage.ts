import type { FromPage, TaskView } from '../protocol/page';
import type { Announcer } from './announcer';
import { element, setText } from './dom';
import type { Place } from './editor';
import { Follow } from './follow';
import { formatMoment } from './moments';
import { problemNotice, reasonNotice } from './notice';
import { ResultSection } from './result';
import { StateBar } from './stateBar';
import { TaskText } from './taskText';
import { Timeline } from './timeline';
import { words } from './words';

/** What a task page needs from outside. */
export interface Surroundings {
  readonly post: (message: FromPage) => void;
  readonly announcer: Announcer;
  readonly onDidMove: (place: Place) => void;
}

/** One task, live while it runs and readable after. Whoever makes it disposes it. */
export class TaskPage {
  /** Focusable by script only: takes the keyboard's place when the button that had it goes away. */
  readonly element = element('main', { tabindex: '-1' });
  readonly #text = new TaskText();
  readonly #subtitle = element('p', { id: 'subtitle' });
  readonly #bar: StateBar;
  readonly #timeline = new Timeline();
  readonly #parts;
  readonly #follow: Follow;
  readonly #announcer: Announcer;
  #view: TaskView | undefined;
  #ticking: number | undefined;

  constructor({ post, announcer, onDidMove }: Surroundings) {
    this.#announcer = announcer;
    this.#bar = new StateBar(post, this.element);
    const rest = [problemNotice(), reasonNotice(), new ResultSection(post), this.#timeline];
    this.#parts = [this.#text, this.#bar, ...rest];
    this.#follow = new Follow(this.element, onDidMove);
    const header = element('header', {}, this.#text.element, this.#subtitle);
    this.element.append(header, this.#bar.element, ...rest.map((part) => part.element), this.#follow.button);
  }

  /** The first view is shown at `place`; later ones leave the reader in charge. */
  show(view: TaskView, place: Place = 'latest'): void {
    const before = this.#view;
    this.#view = view;
    const hasNews = view.actions.length !== before?.actions.length || view.state !== before.state;
    this.#follow.around(() => this.#draw(view), view.endedAt !== undefined, hasNews);
    if (before) this.#announce(before, view);
    else this.#follow.restore(place);
    this.#tickWhile(view.endedAt === undefined);
  }

  get place(): Place {
    return this.#follow.place;
  }

  dispose(): void {
    this.#tickWhile(false);
    this.#text.dispose();
    this.#follow.dispose();
  }

  #draw(view: TaskView): void {
    this.element.dataset['state'] = view.state;
    this.element.dataset['settled'] = String(view.endedAt !== undefined);
    const started = words.started(formatMoment(view.createdAt, Date.now()));
    setText(this.#subtitle, [view.subtitle, started].join(' · '));
    for (const part of this.#parts) part.show(view);
    this.#tick();
  }

  #announce(before: TaskView, view: TaskView): void {
    const action = view.actions.at(-1);
    if (view.stateLabel !== before.stateLabel) this.#announcer.say(view.stateLabel);
    else if (view.problem !== undefined && before.problem === undefined) this.#announcer.say(words.problem);
    else if (action && view.actions.length > before.actions.length) this.#announcer.sayAction(action.text);
  }

  #tick(): void {
    const now = Date.now();
    this.#bar.tick(now);
    this.#timeline.tick(now);
  }

  #tickWhile(isRunning: boolean): void {
    if (isRunning) this.#ticking ??= window.setInterval(() => this.#tick(), 1000);
    else {
      window.clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
  }
}

import type { FromPage, TaskView, ToPage, ViewEntry } from '../protocol/page';
import type { Announcer } from './announcer';
import { element, setText } from './dom';
import type { Place } from './editor';
import { Follow } from './follow';
import { holdsLatest, withEarlier, withMore, withShow } from './merge';
import { formatMoment } from './moments';
import { adviceNotice, problemNotice, reasonNotice, stallNotice, stallWords, terminateNotice } from './notice';
import { ResultSection } from './result';
import { gapWords } from './row';
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
  readonly #timeline: Timeline;
  readonly #parts;
  readonly #follow: Follow;
  readonly #announcer: Announcer;
  #view: TaskView | undefined;
  #ticking: number | undefined;

  constructor({ post, announcer, onDidMove }: Surroundings) {
    this.#announcer = announcer;
    this.#bar = new StateBar(post, this.element);
    this.#timeline = new Timeline({
      onEarlier: () => post({ type: 'earlier', before: this.#view?.firstEntry ?? 0 }),
      onLatest: () => this.#follow.jump(),
      rest: this.element,
    });
    const notices = [
      terminateNotice(post, this.element),
      stallNotice(post, this.element),
      problemNotice(),
      reasonNotice(),
      adviceNotice(),
    ];
    const rest = [...notices, new ResultSection(post), this.#timeline];
    this.#parts = [this.#text, this.#bar, ...rest];
    this.#follow = new Follow(this.element, onDidMove, () => {
      if (this.#view && !holdsLatest(this.#view)) post({ type: 'latest' });
    });
    const header = element('header', {}, this.#text.element, this.#subtitle);
    this.element.append(header, this.#bar.element, ...rest.map((part) => part.element), this.#follow.button);
  }

  /** The first view is shown at `place`; later ones leave the reader in charge. */
  show(view: TaskView, place: Place = 'latest'): void {
    const before = this.#view;
    this.#change(before ? withShow(before, view, this.#follow.reading()) : view);
    if (!before) this.#follow.restore(place);
  }

  /** Shows what came since the last message. */
  more(message: Extract<ToPage, { type: 'more' }>): void {
    if (this.#view) this.#change(withMore(this.#view, message, this.#follow.reading()));
  }

  /** Shows entries that were asked for, above what the reader reads. */
  earlier(message: Extract<ToPage, { type: 'earlier' }>): void {
    const before = this.#view;
    const view = before && withEarlier(before, message);
    if (!view || view === before) return;
    this.#view = view;
    this.#follow.keep(this.#timeline.firstRow, () => this.#draw(view));
    this.#announcer.say(words.earlierShown(message.entries.length));
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

  #change(view: TaskView): void {
    const before = this.#view;
    this.#view = view;
    const hasNews = view.entryCount !== before?.entryCount || view.state !== before.state;
    this.#follow.around(() => this.#draw(view), view.endedAt !== undefined, hasNews);
    if (before) this.#announce(before, view);
    this.#tickWhile(view.endedAt === undefined);
  }

  #announce(before: TaskView, view: TaskView): void {
    const latest = view.entries.at(-1);
    if (view.stateLabel !== before.stateLabel) this.#announcer.say(view.stateLabel);
    else if (view.terminateProblem !== undefined && before.terminateProblem === undefined)
      this.#announcer.say(words.terminateProblem);
    else if (view.problem !== undefined && before.problem === undefined) this.#announcer.say(words.problem);
    else if (view.stall && !before.stall) this.#announcer.say(stallWords(view.stall, view));
    else if (latest && view.entryCount > before.entryCount && holdsLatest(view))
      this.#announcer.sayAction(entryWords(latest, view));
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

const entryWords = (entry: ViewEntry, view: TaskView): string =>
  entry.type === 'gap' ? gapWords(entry, view) : entry.text;

import type { IncomingHttpHeaders } from 'node:http';
import { takePicture } from '../../browser/picture';
import type { Clock } from '../../clock';
import { LocalError } from '../../failure';
import type { Session } from '../../sessions/session';
import type { Answer } from '../reply';
import { viewPage, wornOutPage } from './page';
import { pictureAnswer } from './pictures';
import { Tickets } from './tickets';

/** An address that was given out opens one view, within this time. */
const UNOPENED_MS = 60_000;
/** A view outlives its page being hidden, which asks for nothing, for so long. */
const UNWATCHED_MS = 600_000;
const MOST = 1_000;

const OPEN = '/view/';
const WATCH = /^\/watch\/([\w-]+)\/(|state|picture)$/u;

/** What a view's page learns each time it asks. */
export interface ViewState {
  /** How things stand, for a person. */
  readonly words: string;
  /** Whether there is a picture to be fetched. */
  readonly picture: boolean;
  /** Whether nothing more will come. */
  readonly over: boolean;
}

/**
 * Sessions to look at, as pages on this server. What `ResourceUrl` holds opens one view and is worn out; the view itself has
 * an address of its own, so that its page can be loaded again. Whoever has it may look, and can do no more than look.
 */
export class LiveViews {
  readonly #unopened: Tickets<Session>;
  readonly #watched: Tickets<Session>;
  readonly #origin: () => URL;

  /** @param origin Where this server listens. */
  constructor(origin: () => URL, clock: Clock) {
    this.#origin = origin;
    this.#unopened = new Tickets({ lifeMs: UNOPENED_MS, most: MOST, clock });
    this.#watched = new Tickets({ lifeMs: UNWATCHED_MS, most: MOST, clock });
  }

  /** A fresh address that opens one view. */
  open(session: Session): string {
    return `${this.#origin().origin}${OPEN}${this.#unopened.issue(session)}`;
  }

  /** `undefined` when nothing is served at this path. */
  async answer(path: string, headers: IncomingHttpHeaders): Promise<Answer | undefined> {
    if (path.startsWith(OPEN)) {
      const session = this.#unopened.take(path.slice(OPEN.length));
      if (!session) return wornOutPage();
      return { status: 303, headers: { location: `/watch/${this.#watched.issue(session)}/` }, body: '' };
    }
    const [, word, what] = WATCH.exec(path) ?? [];
    if (word === undefined) return undefined;
    const session = this.#watched.renew(word);
    if (!session) return what === '' ? wornOutPage() : { status: 404, body: '{}' };
    if (what === '') return viewPage(session);
    // Browsers say where a question comes from; only the view's own page has business here.
    const from = headers['sec-fetch-site'];
    if (from !== undefined && from !== 'same-origin') return { status: 403, body: '{}' };
    if (what === 'picture') return pictureOf(session);
    if (session.status === 'RUNNING') session.touch(); // Somebody looks on, so it is not idle.
    return { status: 200, body: JSON.stringify(stateOf(session)) };
  }
}

function stateOf(session: Session): ViewState {
  const { status, action, isBusy, browser } = session;
  if (status === 'DELETING') return { words: 'The session is gone.', picture: false, over: true };
  if (status !== 'RUNNING') return { words: `The session is ${status}.`, picture: false, over: false };
  const doing = isBusy ? `A task is running${action === '' ? '' : `: ${action}`}` : 'No task is running';
  const picture = browser.shown !== undefined;
  return { words: picture ? doing : `${doing}. No browser is open in this session.`, picture, over: false };
}

async function pictureOf({ browser }: Session): Promise<Answer> {
  const page = browser.shown;
  if (!page) return { status: 404, body: '{}' };
  try {
    return pictureAnswer(await takePicture(page, 'jpeg'));
  } catch (error) {
    if (error instanceof LocalError) return { status: 503, body: '{}' };
    throw error;
  }
}

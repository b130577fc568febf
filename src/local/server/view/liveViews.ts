import type { IncomingHttpHeaders } from 'node:http';
import { takePicture } from '../../browser/picture';
import type { Clock } from '../../clock';
import { LocalError } from '../../failure';
import type { Session } from '../../sessions/session';
import type { Sessions } from '../../sessions/sessions';
import { refuse, type Answer } from '../reply';
import { viewPage, wornOutPage } from './page';
import { Tickets } from './tickets';

/** An address that was given out opens one view, within this time. */
const UNOPENED_MS = 60_000;
/** A view outlives its page being hidden, which asks for nothing, for so long. */
const UNWATCHED_MS = 600_000;
const MOST = 1_000;

const OPEN = '/view/';
const WATCH = /^\/watch\/([\w-]+)\/(|state)$/u;

/** The session a view is of. Not the thing itself, which an address that nobody opens would keep long after its end. */
type Subject = Pick<Session, 'id' | 'imageId'>;

/** What a view's page learns each time it asks. */
export interface ViewState {
  /** How things stand, for a person. */
  readonly words: string;
  /** What the session's browser shows, as a `data:` address; absent when nothing can be shown. */
  readonly picture?: string;
  /** Whether nothing more will come. */
  readonly over: boolean;
}

/**
 * Sessions to look at, as pages on this server. What `ResourceUrl` holds opens one view and is worn out; the view itself has
 * an address of its own, so that its page can be loaded again. Whoever has it may look, and can do no more than look.
 */
export class LiveViews {
  readonly #unopened: Tickets<Subject>;
  readonly #watched: Tickets<Subject>;
  readonly #sessions: Pick<Sessions, 'get'>;
  readonly #origin: () => URL;

  /** @param origin Where this server listens. */
  constructor(sessions: Pick<Sessions, 'get'>, origin: () => URL, clock: Clock) {
    this.#sessions = sessions;
    this.#origin = origin;
    this.#unopened = new Tickets({ lifeMs: UNOPENED_MS, most: MOST, clock });
    this.#watched = new Tickets({ lifeMs: UNWATCHED_MS, most: MOST, clock });
  }

  /** A fresh address that opens one view. */
  open({ id, imageId }: Session): string {
    return `${this.#origin().origin}${OPEN}${this.#unopened.issue({ id, imageId })}`;
  }

  /** `undefined` when nothing is served at this path. */
  async answer(path: string, headers: IncomingHttpHeaders): Promise<Answer | undefined> {
    if (path.startsWith(OPEN)) {
      const subject = this.#unopened.take(path.slice(OPEN.length));
      if (!subject) return wornOutPage();
      return { status: 303, headers: { location: `/watch/${this.#watched.issue(subject)}/` }, body: '' };
    }
    const [, word, what] = WATCH.exec(path) ?? [];
    if (word === undefined) return undefined;
    const subject = this.#watched.renew(word);
    if (!subject) return what === '' ? wornOutPage() : refuse(404, 'This view has ended.');
    if (what === '') return viewPage(subject);
    // Browsers say where a question comes from; only the view's own page has business here.
    const from = headers['sec-fetch-site'];
    if (from !== undefined && from !== 'same-origin') return refuse(403, 'Only the page of the view may ask.');
    return { status: 200, body: JSON.stringify(await stateOf(this.#sessions.get(subject.id))) };
  }
}

async function stateOf(session: Session | undefined): Promise<ViewState> {
  if (!session || session.status === 'DELETING') return { words: 'The session is gone.', over: true };
  session.touch(); // Somebody looks on, so it is not idle.
  const { status, action, isBusy, browser } = session;
  if (status !== 'RUNNING') return { words: `The session is ${status}.`, over: false };
  const doing = isBusy ? `A task is running${action === '' ? '' : `: ${action}`}` : 'No task is running';
  const page = browser.shown;
  if (!page) return { words: `${doing}. No browser is open in this session.`, over: false };
  try {
    const { mimeType, data } = await takePicture(page, 'jpeg');
    return { words: doing, picture: `data:${mimeType};base64,${data.toString('base64')}`, over: false };
  } catch (error) {
    if (error instanceof LocalError) return { words: `${doing}. ${error.message}`, over: false };
    throw error;
  }
}

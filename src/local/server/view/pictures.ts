import type { Picture } from '../../browser/picture';
import type { Clock } from '../../clock';
import { LocalError } from '../../failure';
import type { Session } from '../../sessions/session';
import type { Answer } from '../reply';
import { Tickets } from './tickets';

/** As long as the cloud's addresses of screenshots are good. */
const LIFE_MS = 3_600_000;
const MOST = 20;

const PATH = '/picture/';

/** Screenshots that were asked for as an address. Held in memory; gone with their session. */
export class Pictures {
  readonly #kept: Tickets<{ readonly sessionId: string; readonly picture: Picture }>;
  /** Sessions whose end takes their pictures along. */
  readonly #heeded = new WeakSet<Session>();
  readonly #origin: () => URL;

  /** @param origin Where this server listens. */
  constructor(origin: () => URL, clock: Clock) {
    this.#origin = origin;
    this.#kept = new Tickets({ lifeMs: LIFE_MS, most: MOST, clock });
  }

  /** @returns The picture's address. Whoever has it sees the picture. @throws {LocalError} when the session has ended. */
  keep(session: Session, picture: Picture): string {
    const { id, ending } = session;
    if (ending.aborted) throw new LocalError('The session ended while its picture was taken.');
    if (!this.#heeded.has(session)) {
      this.#heeded.add(session);
      ending.addEventListener('abort', () => this.#kept.forget(({ sessionId }) => sessionId === id), { once: true });
    }
    return `${this.#origin().origin}${PATH}${this.#kept.issue({ sessionId: id, picture })}`;
  }

  /** `undefined` when nothing is served at this path. */
  answer(path: string): Answer | undefined {
    const kept = path.startsWith(PATH) ? this.#kept.get(path.slice(PATH.length)) : undefined;
    if (!kept) return undefined;
    const { mimeType, data } = kept.picture;
    return {
      status: 200,
      headers: { 'content-type': mimeType, 'cross-origin-resource-policy': 'same-origin' },
      body: data,
    };
  }
}

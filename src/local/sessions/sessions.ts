import type { AgentName } from '../../protocol/wire';
import { agentsOf, imageIds } from './images';
import { IdleRelease } from './idleRelease';
import { Session, type SessionRequest, type SessionSetup } from './session';

/** Each session may hold a browser; more than this no desktop enjoys. */
const MOST_SESSIONS = 10;

/** Why and as what a session ended that nobody asked to end. */
export interface EndedSession {
  readonly id: string;
  readonly imageId: string;
  readonly reason: string;
}

/** Sessions released for idleness that can still be asked why. */
const MOST_ENDED = 50;

/** What all sessions share, and who hears of trouble that no caller does. */
export interface SessionsSetup extends SessionSetup {
  readonly warn: (message: string) => void;
}

/** The sessions there are, oldest first. A session that is being deleted is there until nothing of it is left. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #ended = new Map<string, EndedSession>();
  readonly #setup: SessionsSetup;
  readonly #idle: IdleRelease<Session>;
  #created = 0;

  constructor(setup: SessionsSetup) {
    this.#setup = setup;
    this.#idle = new IdleRelease(
      () => this.all.filter(({ status }) => status !== 'DELETING'),
      (session) => this.#release(session),
      setup.clock,
    );
  }

  get all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  /** How many there may be at a time: under a script, which takes no browser, as many as one likes. */
  get most(): number {
    return this.isScripted ? Number.POSITIVE_INFINITY : MOST_SESSIONS;
  }

  /** Whether a script plays the agents and no browser is started. */
  get isScripted(): boolean {
    return this.#setup.script !== undefined;
  }

  get imageIds(): readonly string[] {
    return imageIds(this.isScripted);
  }

  /** The agents of an image; `undefined` when there is no such image. */
  agentsOf(imageId: string): readonly AgentName[] | undefined {
    return agentsOf(imageId, this.isScripted);
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  /** One that was released for idleness lately. */
  ended(id: string): EndedSession | undefined {
    return this.#ended.get(id);
  }

  create(request: SessionRequest): Session {
    const session = new Session(++this.#created, request, this.#setup);
    this.#sessions.set(session.id, session);
    this.#idle.look();
    return session;
  }

  /** Resolves when the session's browser has ended and its folder is gone. @throws when the folder cannot be removed. */
  async delete(session: Session): Promise<void> {
    try {
      await session.delete();
    } finally {
      this.#sessions.delete(session.id);
    }
  }

  /** Deletes every session. */
  async deleteAll(): Promise<void> {
    this.#idle.stop();
    await Promise.allSettled(this.all.map((session) => this.delete(session)));
  }

  #release(session: Session): void {
    const { id, imageId } = session;
    this.#ended.set(id, { id, imageId, reason: 'Released: nobody used the session for its idle time.' });
    for (const oldest of this.#ended.keys()) {
      if (this.#ended.size <= MOST_ENDED) break;
      this.#ended.delete(oldest);
    }
    this.delete(session).catch((error: unknown) => {
      this.#setup.warn(`A session could not be removed whole: ${String(error)}`);
    });
  }
}

import { Session, type SessionSetup } from './session';

/** Each session may hold a browser; more than this no desktop enjoys. */
export const MOST_SESSIONS = 10;

/** The sessions there are, oldest first. A session that is being deleted is there until nothing of it is left. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #setup: SessionSetup;
  #created = 0;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
  }

  get all(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  get(id: string): Session | undefined {
    return this.#sessions.get(id);
  }

  create(imageId: string, labels: Readonly<Record<string, string>>): Session {
    const session = new Session(++this.#created, imageId, labels, this.#setup);
    this.#sessions.set(session.id, session);
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
    await Promise.allSettled(this.all.map((session) => this.delete(session)));
  }
}

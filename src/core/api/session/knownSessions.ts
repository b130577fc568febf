import type { Logger } from '../../util/logger';
import { DirectRoute } from '../tool/directRoute';
import type { Gateway } from '../wire/gateway';
import { noAccess, type SessionAccess } from './access';
import type { SessionContext } from './context';
import { Session } from './session';

export interface KnownSessionsOptions {
  readonly gateway: Gateway;
  readonly pollIntervalMs: number;
  readonly closing: AbortSignal;
  readonly log?: Logger | undefined;
}

/** What creating a session, or attaching to it, tells of it. */
export interface SessionFacts {
  readonly access: SessionAccess;
  readonly imageId?: string;
}

interface Known {
  readonly context: SessionContext;
  readonly session: Session;
  facts: SessionFacts;
}

/** The sessions that a client has handles of, each with what was learned of it, until it is known to be gone. */
export class KnownSessions {
  readonly #options: KnownSessionsOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: KnownSessionsOptions) {
    this.#options = options;
  }

  /** How many there are. */
  get size(): number {
    return this.#known.size;
  }

  /** The one handle of a session, whether the service has it or not. */
  get(sessionId: string): { readonly context: SessionContext; readonly session: Session } {
    return this.#of(sessionId);
  }

  /** Replaces what is known of a session; what it was started from does not change and is kept when it is not told again. */
  learn(sessionId: string, { access, imageId }: SessionFacts): SessionFacts {
    const known = this.#of(sessionId);
    const image = imageId ?? known.facts.imageId;
    known.facts = { access, ...(image !== undefined && { imageId: image }) };
    return known.facts;
  }

  forget(sessionId: string): void {
    this.#known.delete(sessionId);
  }

  clear(): void {
    this.#known.clear();
  }

  #of(sessionId: string): Known {
    const before = this.#known.get(sessionId);
    if (before) return before;
    const { gateway, pollIntervalMs, closing, log } = this.#options;
    const context: SessionContext = {
      ...{ gateway, sessionId, pollIntervalMs, closing, log },
      access: () => known.facts.access,
      imageId: () => known.facts.imageId,
      route: new DirectRoute({ gateway, log }),
      forget: () => this.forget(sessionId),
      isForgotten: () => this.#known.get(sessionId) !== known,
    };
    const known: Known = { context, session: new Session(context), facts: { access: noAccess } };
    this.#known.set(sessionId, known);
    return known;
  }
}

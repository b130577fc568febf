import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Session } from '../sessions/session';
import type { Sessions } from '../sessions/sessions';

/** The ways into a session beside the gateway: tool calls by `LinkUrl`, streams by `WsUrl`. */
export type RouteName = 'link' | 'ws';

export const routeNames: readonly RouteName[] = ['link', 'ws'];

/** What lets into one session, made at random for it. All of it is secret. */
export interface Access {
  /** `X-Access-Token` of both routes. */
  readonly token: string;
  /** Path of `LinkUrl`; tools are called at its `/callTool`. */
  readonly linkPath: string;
  /** Path of `WsUrl`. */
  readonly wsPath: string;
}

/** The doors to the sessions: which there are, and what opens each. */
export class Accesses {
  readonly #made = new WeakMap<Session, Access>();
  readonly #sessions: Sessions;
  readonly #offered: ReadonlySet<RouteName>;
  readonly #origin: () => URL;

  /**
   * @param offered The routes that exist on this server; the others answer to nobody.
   * @param origin Where this server listens. Asked for only after it does.
   */
  constructor(sessions: Sessions, offered: readonly RouteName[], origin: () => URL) {
    this.#sessions = sessions;
    this.#offered = new Set(offered);
    this.#origin = origin;
  }

  of(session: Session): Access {
    const known = this.#made.get(session);
    if (known) return known;
    const random = (): string => randomBytes(18).toString('base64url');
    const access = { token: `tok-${random()}`, linkPath: `/link/${random()}`, wsPath: `/ws/${random()}` };
    this.#made.set(session, access);
    return access;
  }

  /** `Token`, `LinkUrl` and `WsUrl` as `CreateMcpSession` and `GetSession` tell them; those not offered are left out. */
  fields(session: Session): Readonly<Record<string, string>> {
    if (this.#offered.size === 0) return {};
    const { token, linkPath, wsPath } = this.of(session);
    const { host, origin, protocol } = this.#origin();
    return {
      Token: token,
      ...(this.#offered.has('link') && { LinkUrl: `${origin}${linkPath}` }),
      ...(this.#offered.has('ws') && { WsUrl: `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${wsPath}` }),
    };
  }

  /** The session behind a path of `LinkUrl`, whatever its state; `undefined` when there is none or the route is not offered. */
  byLink(path: string): Session | undefined {
    return this.#find('link', (access) => access.linkPath === path);
  }

  /** The session behind the path of `WsUrl`, whatever its state; `undefined` when there is none or the route is not offered. */
  byWs(path: string): Session | undefined {
    return this.#find('ws', (access) => access.wsPath === path);
  }

  /** Whether this token opens the session, told in a time that says nothing about the right one. */
  opens(session: Session, token: string): boolean {
    const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(token), digest(this.of(session).token));
  }

  #find(route: RouteName, isIt: (access: Access) => boolean): Session | undefined {
    if (!this.#offered.has(route)) return undefined;
    return this.#sessions.all.find((session) => isIt(this.of(session)));
  }
}

import type { Secret } from '../secret';
import type { SessionAccess } from '../session/access';

/** Where a session streams, and what lets in there. */
export interface Door {
  /** May carry a token. */
  readonly wsUrl: Secret;
  readonly token: Secret;
  /** `host:port`, which may be shown. */
  readonly host: string;
}

/**
 * The way to a session's WebSocket; `undefined` unless the service gave both an address (only a safe one gets into
 * `SessionAccess`) and a token. Source: official SDK 0.19, which streams only then.
 */
export function doorOf({ wsUrl, token }: SessionAccess): Door | undefined {
  return wsUrl && token && { wsUrl, token, host: new URL(wsUrl.reveal()).host };
}

import type { Logger } from '../../util/logger';
import type { Secret } from '../secret';
import type { Gateway } from '../wire/gateway';

/**
 * The other ways into a session, as its creation or `GetSession` tells them. Each may be absent: then the gateway is the way,
 * and there is no streaming.
 */
export interface SessionAccess {
  /** Where tools are called directly. May carry a token. */
  readonly linkUrl?: Secret;
  /** Where tasks are streamed. May carry a token. */
  readonly wsUrl?: Secret;
  /** Lets in at both. */
  readonly token?: Secret;
  /** The server of each tool, by the tool's name, from the session's `ToolList`. */
  readonly servers: ReadonlyMap<string, string>;
}

/** Nothing is known but the session's id: a handle made without asking. */
export const noAccess: SessionAccess = { servers: new Map() };

/** What everything that belongs to one session is built on. */
export interface SessionContext {
  readonly gateway: Gateway;
  readonly sessionId: string;
  /** Longest pause between two questions about a task that is waited for, in ms. */
  readonly pollIntervalMs: number;
  /** Read at each use: attaching to the session anew may change it. */
  readonly access: () => SessionAccess;
  /** Aborted when the client is disposed of: whatever is held open for the session goes then. */
  readonly closing: AbortSignal;
  readonly log?: Logger | undefined;
}

import type { Logger } from '../../util/logger';
import type { DirectRoute } from '../tool/directRoute';
import type { Gateway } from '../wire/gateway';
import type { SessionAccess } from './access';

/** What everything that belongs to one session is built on. */
export interface SessionContext {
  readonly gateway: Gateway;
  readonly sessionId: string;
  /** Longest pause between two questions about a task that is waited for, in ms. */
  readonly pollIntervalMs: number;
  /** Read at each use: attaching to the session anew may change it. */
  readonly access: () => SessionAccess;
  /** What the session was started from, where this client learned it; `undefined` otherwise. Read at each use. */
  readonly imageId: () => string | undefined;
  /** The way to the session's tools past the gateway, used where `access` allows it. */
  readonly route: DirectRoute;
  /** Drops what the client keeps about the session; to be called once it is known to be gone. */
  readonly forget: () => void;
  /** Whether that has happened: nothing is to be opened for the session any more. */
  readonly isForgotten: () => boolean;
  /** Aborted when the client is disposed of: whatever is held open for the session goes then. */
  readonly closing: AbortSignal;
  readonly log?: Logger | undefined;
}

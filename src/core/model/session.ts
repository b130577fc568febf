import type { ConnectionKind } from './task';

/** A running cloud (or local) computer, browser or phone. Immutable: the store replaces it whole. */
export interface Session {
  readonly sessionId: string;
  readonly connection: ConnectionKind;
  /** The service it lives on. A question about it goes there and nowhere else: another service would deny knowing it. */
  readonly endpoint: string;
  /** What the session was started from, e.g. `windows_latest`. */
  readonly imageId: string;
  readonly state: 'running' | 'deleting' | 'ended';
  /** ms since the epoch. */
  readonly createdAt: number;
  /** ms since the epoch; present if and only if the session has ended. */
  readonly endedAt?: number;
  /** Why it ended. */
  readonly reason?: string;
  /** AgentBay Local only: the server's process, so that another window's sessions are not taken for lost. */
  readonly localPid?: number;
}

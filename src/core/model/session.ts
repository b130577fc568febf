import type { AgentKind, ConnectionKind } from './task';

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
  /** The window that waits for the answer to its deletion; present if and only if the session is being deleted. */
  readonly deletingBy?: string;
  /** ms since the epoch; present if and only if the session has ended. */
  readonly endedAt?: number;
  /** Why it ended. */
  readonly reason?: string;
  /** It ended because we deleted it, and so did the work in it. */
  readonly isDeleted?: true;
  /** AgentBay Local only: the server's process, so that another window's sessions are not taken for lost. */
  readonly localPid?: number;
}

/** What each agent's sessions start from: the images that hold the agent, by the service's guides. */
export const agentImages: Record<AgentKind, string> = { computer: 'windows_latest', browser: 'linux_latest' };

/** The agent that a session's image is known to hold; `undefined` for an image we know nothing of. */
export function agentOf({ imageId }: Pick<Session, 'imageId'>): AgentKind | undefined {
  if (imageId.startsWith('windows')) return 'computer';
  return imageId.startsWith('linux') || imageId.startsWith('browser') ? 'browser' : undefined;
}

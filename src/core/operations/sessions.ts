import { ServiceError } from '../api';
import type { Connection, Connections } from '../connection/connections';
import { agentImages, agentOf, type Session } from '../model/session';
import { type AgentKind, type ConnectionKind, isSettled } from '../model/task';
import type { Store } from '../store/store';
import { endSession } from '../sync/sessionEnd';

export interface SessionOperationsOptions {
  readonly store: Store;
  readonly connections: Pick<Connections, 'current' | 'open' | 'clientOf'>;
  /** This window. */
  readonly windowId: string;
}

/**
 * Sessions of AgentBay Local hold what a task wrote and cost nobody anything: they are kept for an hour, in s. In the cloud the
 * account's own idle time holds.
 */
const LOCAL_IDLE_S = 3_600;

/** What can be done with sessions. */
export class SessionOperations {
  constructor(private readonly options: SessionOperationsOptions) {}

  /** @throws {ServiceError} when the service did not give us one. */
  async create(agent: AgentKind, kind?: ConnectionKind): Promise<Session> {
    const { connections } = this.options;
    const connection = await connections.open(kind ?? (await connections.current()));
    const imageId = agentImages[agent];
    const result = await connection.client.create({
      imageId,
      ...(connection.kind === 'local' && { idleTimeoutSeconds: LOCAL_IDLE_S }),
    });
    if (!result.session) throw result.error ?? new ServiceError('badReply', result.errorMessage);
    return this.#remember(result.session.sessionId, imageId, connection);
  }

  /**
   * A session that can take a task of this agent now: the newest idle one.
   * `undefined` when all are busy, over, or of another service than the one new work goes to.
   */
  idle(agent: AgentKind, connection: Pick<Connection, 'kind' | 'endpoint' | 'localPid'>): Session | undefined {
    const { store } = this.options;
    return store
      .sessions()
      .find(
        (session) =>
          session.state === 'running' &&
          agentOf(session) === agent &&
          session.connection === connection.kind &&
          session.endpoint === connection.endpoint &&
          session.localPid === connection.localPid &&
          store.tasksOf(session.sessionId).every(isSettled),
      );
  }

  /**
   * Makes a session made elsewhere known here; only reads.
   * @throws {ServiceError} `notFound` when the service does not have it.
   */
  async attach(sessionId: string, kind: ConnectionKind): Promise<Session> {
    const connection = await this.options.connections.open(kind);
    const result = await connection.client.get(sessionId);
    if (!result.success) throw result.error ?? new ServiceError('badReply', result.errorMessage);
    return this.#remember(sessionId, result.imageId ?? '', connection);
  }

  /** Deletes a session, and with it the work in it. @throws {ServiceError} when the service did not; the session is as before. */
  async delete(sessionId: string): Promise<void> {
    const { store, connections, windowId } = this.options;
    const session = store.session(sessionId);
    if (!session || session.state === 'ended') return;
    const client = connections.clientOf(session);
    store.recordSession(sessionId, { type: 'deleting', windowId });
    const result = await client.session(sessionId).delete();
    if (result.success) {
      this.markGone(sessionId, 'The session was deleted.');
      return;
    }
    if (store.session(sessionId)?.state === 'deleting') store.recordSession(sessionId, { type: 'kept' });
    throw result.error ?? new ServiceError('badReply', result.errorMessage);
  }

  /**
   * Takes a session, and its tasks, out of the list: one that is over, or that we cannot ask about with what is set now.
   * @throws {ServiceError} `badInput` when the session is there, be it on another window's AgentBay Local: it would go on, and
   * cost, unseen.
   */
  async forget(sessionId: string): Promise<void> {
    const { store, connections } = this.options;
    const session = store.session(sessionId);
    if (!session) return;
    const client = session.state === 'ended' ? undefined : clientIfReachable(() => connections.clientOf(session));
    if (client) {
      const { success, error } = await client.get(sessionId);
      if (success) throw new ServiceError('badInput', 'This session is still there. Delete it first.');
      if (error && error.kind !== 'notFound' && error.kind !== 'unauthorised') throw error;
    } else if (session.connection === 'local' && session.state !== 'ended') {
      throw new ServiceError('badInput', 'This session is still there, in another window.');
    }
    store.removeSession(sessionId);
  }

  /**
   * A fresh address of the session's live picture, for a browser. It lets in whoever has it: hand it on at once; do not keep, log
   * or show it.
   * @throws {ServiceError} when there is none to be had.
   */
  async liveView(sessionId: string): Promise<string> {
    const session = this.options.store.session(sessionId);
    if (!session || session.state === 'ended') throw new ServiceError('badInput', 'This session is over.');
    const result = await this.options.connections.clientOf(session).session(sessionId).getLiveView();
    if (!result.url) throw result.error ?? new ServiceError('badReply', result.errorMessage);
    return result.url.reveal();
  }

  /** Asks the service which of our sessions are still there. @throws {ServiceError} the first failure, after all were asked. */
  async refresh(): Promise<void> {
    const { store } = this.options;
    const open = store.sessions().filter((session) => session.state === 'running');
    const failures = (await Promise.all(open.map((session) => this.#check(session)))).filter(
      (error) => error !== undefined,
    );
    if (failures[0]) throw failures[0];
  }

  /** The service says that a session is no longer there. */
  markGone(sessionId: string, reason: string): void {
    endSession(this.options.store, sessionId, reason);
  }

  async #check(session: Session): Promise<ServiceError | undefined> {
    const client = clientIfReachable(() => this.options.connections.clientOf(session));
    if (!client) return undefined;
    const { error, errorMessage } = await client.get(session.sessionId);
    if (error?.kind !== 'notFound') return error;
    this.markGone(session.sessionId, errorMessage);
    return undefined;
  }

  #remember(sessionId: string, imageId: string, { kind, endpoint, localPid }: Connection): Session {
    const session = this.options.store.recordSession(sessionId, {
      type: 'known',
      connection: kind,
      endpoint,
      imageId,
      ...(localPid !== undefined && { localPid }),
    });
    if (!session) throw new Error('A session that was just recorded is not there.');
    return session;
  }
}

/** A session of another window or service is not ours to ask about; that is no failure of ours. */
function clientIfReachable<T>(client: () => T): T | undefined {
  try {
    return client();
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

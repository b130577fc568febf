import { AgentBay, DEFAULT_ENDPOINT, parseEndpoint, ServiceError } from '../api';
import type { Session } from '../model/session';
import type { ConnectionKind } from '../model/task';
import type { Clock } from '../util/clock';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';
import type { LocalProcess, LocalServer } from './localProcess';

/** What the person chose; `endpoint` empty means the default gateway. */
export interface ConnectionSettings {
  readonly connection: 'auto' | ConnectionKind;
  readonly endpoint: string;
}

export interface ConnectionsOptions {
  /** Read anew for each use. */
  readonly settings: () => ConnectionSettings;
  /** The key of the cloud, read anew for each call; `undefined` when there is none. */
  readonly apiKey: () => Promise<string | undefined>;
  readonly local: Pick<LocalProcess, 'start' | 'running'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A service that new sessions can be created on. */
export interface Connection {
  readonly kind: ConnectionKind;
  readonly endpoint: string;
  /** Process id of AgentBay Local. */
  readonly localPid?: number;
  readonly client: AgentBay;
}

const NO_KEY = 'No API key is set. Run "AgentBay: Set API Key", or set "agentbay.connection" to "auto" or "local".';

/** Decides which service new work goes to, and holds one client for each service in use. */
export class Connections implements Disposable {
  readonly #clients = new Map<string, AgentBay>();

  constructor(private readonly options: ConnectionsOptions) {}

  /** Where new work goes: the cloud when a key is known, unless the settings say otherwise. */
  async current(): Promise<ConnectionKind> {
    const { connection } = this.options.settings();
    if (connection !== 'auto') return connection;
    return (await this.options.apiKey()) === undefined ? 'local' : 'cloud';
  }

  /**
   * Makes the service ready for a new session; starts AgentBay Local on first need.
   * @throws {ServiceError} `unauthorised` without a key, `badInput` for an endpoint that is none, `network` when Local cannot start.
   */
  async open(kind: ConnectionKind): Promise<Connection> {
    if (kind === 'local') {
      const { endpoint, apiKey, pid } = await this.options.local.start();
      return { kind, endpoint, localPid: pid, client: this.#localClient({ endpoint, apiKey, pid }) };
    }
    if ((await this.options.apiKey()) === undefined) throw new ServiceError('unauthorised', NO_KEY);
    const endpoint = this.#cloudEndpoint();
    return { kind, endpoint, client: this.#cloudClient(endpoint) };
  }

  /**
   * The client that can be asked about a session. Never starts a server: a fresh one would deny knowing the session.
   * @throws {ServiceError} `network` when the session lives on a service that we cannot ask at present, `badInput` when the
   * endpoint in the settings is none.
   */
  clientOf(session: Session): AgentBay {
    if (session.connection === 'local') {
      const server = this.options.local.running;
      if (server?.pid === session.localPid && server?.endpoint === session.endpoint) {
        return this.#localClient(server);
      }
      throw new ServiceError('network', 'This session belongs to the AgentBay Local of another window.');
    }
    if (session.endpoint !== this.#cloudEndpoint()) {
      throw new ServiceError(
        'network',
        `This session lives at ${session.endpoint}, but "agentbay.endpoint" names another service. Set it back to follow or end the work there, or remove the session from the list.`,
      );
    }
    return this.#cloudClient(session.endpoint);
  }

  dispose(): void {
    for (const client of this.#clients.values()) client.dispose();
    this.#clients.clear();
  }

  /** The chosen service, in one spelling, so that it is known again however it was written. */
  #cloudEndpoint(): string {
    return parseEndpoint(this.options.settings().endpoint.trim() || DEFAULT_ENDPOINT).origin;
  }

  #localClient({ endpoint, apiKey, pid }: LocalServer): AgentBay {
    return this.#client(`local ${pid} ${endpoint}`, endpoint, () => apiKey);
  }

  #cloudClient(endpoint: string): AgentBay {
    return this.#client(`cloud ${endpoint}`, endpoint, async () => {
      const key = await this.options.apiKey();
      if (key === undefined) throw new ServiceError('unauthorised', NO_KEY);
      return key;
    });
  }

  #client(name: string, endpoint: string, apiKey: () => string | Promise<string>): AgentBay {
    const known = this.#clients.get(name);
    if (known) return known;
    const { clock, log } = this.options;
    const client = new AgentBay({ endpoint, apiKey, clock, log });
    this.#clients.set(name, client);
    return client;
  }
}

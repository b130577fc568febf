import { type Clock, systemClock } from '../util/clock';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';
import { DEFAULT_ENDPOINT, parseEndpoint } from './wire/endpoint';
import { badInput } from './wire/failures';
import { Gateway } from './wire/gateway';
import { failure, guarded, unconfirmed } from './wire/outcomes';
import type { CallOptions, SessionResult } from './results';
import { noAccess, type SessionAccess } from './session/context';
import { Session } from './session/session';
import { checkAttachable, readCreation } from './session/sessionReplies';
import { FetchTransport, type Transport } from './wire/transport';

export interface AgentBayOptions {
  /** A key, or a function read anew for each call. */
  readonly apiKey: string | (() => string | Promise<string>);
  /** Bare `host[:port]`, `https://...`, or `http://` on loopback only. Default: the gateway of Shanghai. */
  readonly endpoint?: string;
  /** Pause between two questions of `executeTaskAndWait`, in ms; 3000 unless told. */
  readonly pollIntervalMs?: number;
  /** Limit for one call, headers and body, in ms; 60000 unless told. */
  readonly timeoutMs?: number;
  /** Gets a line for each call, at debug level; never a key. */
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly transport?: Transport;
}

export interface CreateSessionParams {
  /** What to start from, e.g. `windows_latest` for the computer agent. Default: `linux_latest`, as the service has it. */
  readonly imageId?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Idle time after which the service releases the session, in s, from 1; the service's own default (300) unless told. */
  readonly idleTimeoutSeconds?: number;
}

const DEFAULT_IMAGE = 'linux_latest';

/** The client of an AgentBay service. Its calls do not throw: see `ApiResult`. */
export class AgentBay implements Disposable {
  readonly #gateway: Gateway;
  readonly #pollIntervalMs: number;
  readonly #log: Logger | undefined;
  readonly #closing = new AbortController();
  readonly #sessions = new Map<string, Session>();
  /** What creation and attaching told of each session. */
  readonly #access = new Map<string, SessionAccess>();

  /** @throws {ServiceError} `badInput` when the endpoint is none. */
  constructor(options: AgentBayOptions) {
    const { apiKey, endpoint = DEFAULT_ENDPOINT, pollIntervalMs = 3_000, timeoutMs = 60_000, log } = options;
    this.#pollIntervalMs = pollIntervalMs;
    this.#log = log;
    this.#gateway = new Gateway({
      endpoint: parseEndpoint(endpoint),
      apiKey: typeof apiKey === 'string' ? () => apiKey : apiKey,
      timeoutMs,
      transport: options.transport ?? new FetchTransport(),
      clock: options.clock ?? systemClock,
      log,
    });
  }

  /** Starts a session, usable when this returns. Sent once and never again: see `mayHaveBeenAccepted` when it failed. */
  async create(params: CreateSessionParams = {}, call?: CallOptions): Promise<SessionResult> {
    return guarded<SessionResult>(
      async () => {
        const { imageId = DEFAULT_IMAGE } = params;
        const envelope = await this.#gateway.call(
          { action: 'CreateMcpSession', repeat: 'once', params: creation(params, imageId) },
          call,
        );
        const session = this.session(readCreation(envelope));
        return { success: true, requestId: envelope.requestId, session, imageId, errorMessage: '' };
      },
      (error) =>
        failure(unconfirmed(error, 'A session may have been started all the same; it ends by itself when idle.')),
    );
  }

  /** Attaches to a session made elsewhere. Only reads. `notFound` when it is no more. */
  async get(sessionId: string, call?: CallOptions): Promise<SessionResult> {
    return guarded<SessionResult>(async () => {
      if (sessionId.trim() === '') throw badInput('The session id is empty.');
      const envelope = await this.#gateway.call(
        { action: 'GetSession', repeat: 'safe', params: { SessionId: sessionId } },
        call,
      );
      checkAttachable(envelope);
      return { success: true, requestId: envelope.requestId, session: this.session(sessionId), errorMessage: '' };
    }, failure);
  }

  /** The handle of a session, without asking the service whether it is there. The same one each time. */
  session(sessionId: string): Session {
    const known = this.#sessions.get(sessionId);
    if (known) return known;
    const session = new Session({
      gateway: this.#gateway,
      sessionId,
      pollIntervalMs: this.#pollIntervalMs,
      access: () => this.#access.get(sessionId) ?? noAccess,
      closing: this.#closing.signal,
      log: this.#log,
    });
    this.#sessions.set(sessionId, session);
    return session;
  }

  /** Closes the connections. Calls under way, and later ones, come back as `aborted`. */
  dispose(): void {
    this.#closing.abort();
    this.#gateway.dispose();
    this.#sessions.clear();
  }
}

function creation(
  { labels, idleTimeoutSeconds }: CreateSessionParams,
  imageId: string,
): Readonly<Record<string, string>> {
  if (imageId.trim() === '') throw badInput('The image id is empty.');
  if (idleTimeoutSeconds !== undefined && !(Number.isInteger(idleTimeoutSeconds) && idleTimeoutSeconds > 0)) {
    throw badInput('The idle timeout must be a whole number of seconds, at least 1.');
  }
  return {
    ImageId: imageId,
    ...(labels && { Labels: JSON.stringify(labels) }),
    ...(idleTimeoutSeconds !== undefined && { Timeout: String(idleTimeoutSeconds) }),
  };
}

import { type Clock, systemClock } from '../util/clock';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';
import { DEFAULT_ENDPOINT, parseEndpoint } from './wire/endpoint';
import { badInput } from './wire/failures';
import { Gateway } from './wire/gateway';
import { failure, unconfirmed } from './wire/outcomes';
import type { CallOptions, SessionResult } from './results';
import { readAttachment, readFacts } from './session/attach';
import { awaitContexts, mountTroubles } from './session/contextMounts';
import { type CreateSessionParams, creationFields, imageOf } from './session/creation';
import { KnownSessions } from './session/knownSessions';
import {
  listPage,
  listSessions,
  type SessionFilter,
  type SessionPage,
  type SessionPageOptions,
  type SessionSummary,
} from './session/listSessions';
import type { Session } from './session/session';
import { callSession, checkSessionId, guardedAs } from './session/sessionCall';
import { checkAttachable, readCreation } from './session/sessionReplies';
import { FetchTransport, type Transport } from './wire/transport';

/** Where the service is, who calls, and with how much patience. */
export interface AgentBayOptions {
  /** A key, or a function read anew for each call. */
  readonly apiKey: string | (() => string | Promise<string>);
  /** Bare `host[:port]`, `https://...`, or `http://` on loopback only. Default: the gateway of Shanghai. */
  readonly endpoint?: string;
  /** Where sessions shall run unless their creation says otherwise, e.g. `cn-hangzhou`. */
  readonly regionId?: string;
  /** Longest pause between two questions about a task that is waited for, in ms, above 0; 3000 unless told. */
  readonly pollIntervalMs?: number;
  /** Limit for one call with all its attempts and pauses, headers and body, in ms, above 0; 60000 unless told. */
  readonly timeoutMs?: number;
  /** Gets a line for each attempt of a call: at debug level, a failed one as a warning. Never a key or a token. */
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly transport?: Transport;
}

/**
 * The client of an AgentBay service. Its calls do not throw: see `ApiResult`. Any of them may fail as `network`, `timeout`,
 * `aborted`, `unauthorised`, `throttled`, `service` or `badReply`, see `FailureKind`; what is said of a call is what it has beside.
 */
export class AgentBay implements Disposable {
  readonly #gateway: Gateway;
  readonly #regionId: string | undefined;
  readonly #closing = new AbortController();
  readonly #known: KnownSessions;

  /** @throws {ServiceError} `badInput` when the endpoint is none, or a time is not above 0. */
  constructor(options: AgentBayOptions) {
    const { apiKey, endpoint = DEFAULT_ENDPOINT, pollIntervalMs = 3_000, timeoutMs = 60_000, log } = options;
    const { transport = new FetchTransport(), clock = systemClock } = options;
    if (!(pollIntervalMs > 0 && timeoutMs > 0))
      throw badInput('The poll interval and the time limit must be above 0 ms.');
    this.#regionId = options.regionId;
    this.#gateway = new Gateway({
      ...{ timeoutMs, transport, clock, log },
      endpoint: parseEndpoint(endpoint),
      apiKey: typeof apiKey === 'string' ? () => apiKey : apiKey,
    });
    this.#known = new KnownSessions({
      ...{ pollIntervalMs, log },
      gateway: this.#gateway,
      closing: this.#closing.signal,
    });
  }

  /**
   * Starts a session, usable when this returns. Sent once and never again: see `mayHaveBeenAccepted` when it failed. With contexts
   * it then waits until each is mounted or has failed (three minutes at most, unless `timeoutMs` says otherwise); contexts that
   * are not mounted are no failure of the call: see `mounts` and `errorMessage` of the result. `badInput` for what cannot be sent.
   * Source: official SDK 0.13 to 0.19, seen on the wire.
   */
  async create(params: CreateSessionParams = {}, call?: CallOptions): Promise<SessionResult> {
    return guardedAs<SessionResult>(
      'CreateMcpSession',
      async () => {
        const fields = creationFields(params, this.#regionId);
        const envelope = await this.#gateway.call({ action: 'CreateMcpSession', repeat: 'once', params: fields }, call);
        const sessionId = readCreation(envelope);
        const { requestId } = envelope;
        const imageId = imageOf(params);
        this.#known.learn(sessionId, { ...readFacts(envelope), imageId });
        const { session, context } = this.#known.get(sessionId);
        if (!params.contexts?.length) return { success: true, requestId, session, imageId, errorMessage: '' };
        const mounts = await awaitContexts(context, params.contexts, call);
        return { success: true, requestId, session, imageId, mounts, errorMessage: mountTroubles(mounts) };
      },
      (error) =>
        failure(unconfirmed(error, 'A session may have been started all the same; it ends by itself when idle.')),
    );
  }

  /**
   * Attaches to a session made elsewhere, and learns the ways into it anew. Only reads. `notFound` when it is no more. Source:
   * official SDK 0.13 to 0.19, its tests.
   */
  async get(sessionId: string, call?: CallOptions): Promise<SessionResult> {
    return guardedAs<SessionResult>(
      'GetSession',
      async () => {
        checkSessionId(sessionId, 'GetSession');
        const { context } = this.#known.get(sessionId);
        const envelope = await callSession(context, 'GetSession', {}, call);
        checkAttachable(envelope, context.forget);
        const { imageId } = this.#known.learn(sessionId, readFacts(envelope));
        return {
          success: true,
          requestId: envelope.requestId,
          session: this.session(sessionId),
          ...(imageId !== undefined && { imageId }),
          ...readAttachment(envelope),
          errorMessage: '',
        };
      },
      failure,
    );
  }

  /** The handle of a session, without asking the service whether it is there. The same one each time. */
  session(sessionId: string): Session {
    return this.#known.get(sessionId).session;
  }

  /**
   * One page of the live sessions, 10 unless `pageSize` says otherwise; pages go forward only. `badInput` for a page size that is
   * none. Source: official SDK 0.14 to 0.19, its tests.
   */
  async listPage(options?: SessionPageOptions, call?: CallOptions): Promise<SessionPage> {
    return listPage(this.#gateway, options, call);
  }

  /**
   * All sessions there are, page after page as they are asked for; ends quietly when the signal says so.
   * @throws {ServiceError} while it is read, when a page could not be had: what was read until then may not be all.
   */
  list(
    filter?: SessionFilter & Pick<SessionPageOptions, 'pageSize'>,
    call?: CallOptions,
  ): AsyncIterable<SessionSummary> {
    return listSessions(this.#gateway, filter, call);
  }

  /** Closes the connections. Calls under way, and later ones, come back as `aborted`. */
  dispose(): void {
    this.#closing.abort();
    this.#gateway.dispose();
    this.#known.clear();
  }
}

import { randomInt } from 'node:crypto';
import { socketNames } from '../../../protocol/wire';
import type { Clock } from '../../util/clock';
import type { Logger } from '../../util/logger';
import { mayHaveBeenAccepted, ServiceError } from '../errors';
import type { CallOptions } from '../results';
import type { SessionAccess } from '../session/access';
import { aborted, timedOut, withDetail } from '../wire/failures';
import { fieldsOf, opened, valueOf } from '../wire/fields';
import type { Call, HttpRequest } from '../wire/request';
import type { HttpReply, Transport } from '../wire/transport';

/** How long a route that failed is left alone, in ms: each try costs time, and a token that has run out stays so. */
const REST_MS = 60_000;
/** A tool that may be called again waits this part of its time for the direct route; the rest is for the gateway. */
const SAFE_SHARE = 1 / 3;

export interface DirectRouteOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Limit for one call, headers and body, in ms. */
  readonly timeoutMs: number;
  readonly log?: Logger | undefined;
}

export interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly repeat: Call['repeat'];
}

/** What a tool said, by whichever route: the `Data` of a gateway's answer. */
export interface RouteAnswer {
  readonly requestId: string;
  readonly data: unknown;
}

/**
 * The way to a session's tools past the gateway (official SDK from 0.15 on, its source). It is an optimisation: when it cannot be
 * used, or fails, the gateway does the same. The API key never travels on it. One for each session.
 */
export class DirectRoute {
  readonly #options: DirectRouteOptions;
  /** What the route failed with, and until when it is left alone. Attaching to the session anew ends that. */
  #failed: { readonly access: SessionAccess; readonly until: number } | undefined;

  constructor(options: DirectRouteOptions) {
    this.#options = options;
  }

  /**
   * Calls a tool if the session's address, its token and the tool's server are all known.
   * @returns `undefined` when the gateway shall be asked instead: the route cannot be used, or failed without doing anything
   * that must not be done twice.
   * @throws {ServiceError} when the tool may have been called and must not be called again, or the caller stopped it.
   */
  async call(access: SessionAccess, tool: ToolCall, call: CallOptions = {}): Promise<RouteAnswer | undefined> {
    const { linkUrl, token, servers } = access;
    const server = servers.get(tool.name);
    if (!linkUrl || !token || server === undefined || this.#isResting(access)) return undefined;
    const { clock } = this.#options;
    const startedAt = clock.now();
    const requestId = `link-${startedAt}-${String(randomInt(1_000_000_000)).padStart(9, '0')}`;
    try {
      const request = buildDirect(linkUrl.reveal(), token.reveal(), server, requestId, tool);
      const reply = await this.#send(request, tool.repeat, call);
      const text = reply.text.replaceAll(token.reveal(), '[token]');
      const data = readDirect({ ...reply, text }, requestId);
      this.#options.log?.debug(`Tool ${tool.name}, direct: HTTP ${reply.status}, ${clock.now() - startedAt} ms`);
      return { requestId, data };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      if (error.kind !== 'aborted') this.#rest(access, tool, error);
      if (error.kind !== 'aborted' && (tool.repeat === 'safe' || !mayHaveBeenAccepted(error))) return undefined;
      throw withDetail(error, { action: 'callTool', attempts: 1 });
    }
  }

  /** What remains of a call's time after a try that took `spentMs`. */
  left(spentMs: number, call?: CallOptions): Pick<CallOptions, 'timeoutMs'> {
    if (spentMs === 0) return {};
    return { timeoutMs: Math.max(1, (call?.timeoutMs ?? this.#options.timeoutMs) - spentMs) };
  }

  #isResting(access: SessionAccess): boolean {
    const failed = this.#failed;
    return failed !== undefined && failed.access === access && this.#options.clock.now() < failed.until;
  }

  #rest(access: SessionAccess, { name }: ToolCall, { kind, detail }: ServiceError): void {
    const { clock, log } = this.#options;
    this.#failed = { access, until: clock.now() + REST_MS };
    const why = detail.httpStatus === undefined ? kind : `${kind}, HTTP ${detail.httpStatus}`;
    log?.warn(`Tool ${name}: the direct route failed (${why}); it is left alone for ${REST_MS / 1000} s.`);
  }

  async #send(request: HttpRequest, repeat: Call['repeat'], call: CallOptions): Promise<HttpReply> {
    const { transport, clock } = this.#options;
    const limitMs = (call.timeoutMs ?? this.#options.timeoutMs) * (repeat === 'safe' ? SAFE_SHARE : 1);
    if (call.signal?.aborted) throw aborted(false);
    // Whoever gives up first says why.
    const giveUp = new AbortController();
    const answered = new AbortController();
    const onAbort = (): void => giveUp.abort(aborted(true));
    call.signal?.addEventListener('abort', onAbort);
    void clock.sleep(limitMs, answered.signal).then(() => {
      if (!answered.signal.aborted) giveUp.abort(timedOut(new URL(request.url).host, limitMs));
    });
    try {
      return await transport.send(request, giveUp.signal);
    } catch (error) {
      const reason: unknown = giveUp.signal.reason;
      throw reason instanceof ServiceError ? reason : error;
    } finally {
      answered.abort();
      call.signal?.removeEventListener('abort', onAbort);
    }
  }
}

function buildDirect(
  linkUrl: string,
  token: string,
  server: string,
  requestId: string,
  { name, args }: ToolCall,
): HttpRequest {
  return {
    method: 'POST',
    url: `${linkUrl.replace(/\/+$/, '')}/callTool`,
    headers: { 'content-type': 'application/json', [socketNames.tokenHeader]: token },
    body: JSON.stringify({ args, server, requestId, tool: name, token }),
  };
}

/** @throws {ServiceError} `service` when the route refuses, `badReply` when its answer holds no result. */
function readDirect({ status, text }: HttpReply, requestId: string): unknown {
  const detail = { requestId, httpStatus: status, requestSent: true };
  if (status < 200 || status >= 300) {
    throw new ServiceError(
      'service',
      `The session's own address refused the call (HTTP ${status}). Try again.`,
      detail,
    );
  }
  const data = fieldsOf(opened(valueOf(fieldsOf(opened(text)), 'data')));
  const result = opened(valueOf(data, 'result'));
  if (fieldsOf(result)) return result;
  throw new ServiceError('badReply', "The answer of the session's own address holds no result. Try again.", detail);
}

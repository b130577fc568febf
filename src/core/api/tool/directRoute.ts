import { randomInt } from 'node:crypto';
import { socketNames } from '../../../protocol/wire';
import type { Logger } from '../../util/logger';
import { mayHaveBeenAccepted, ServiceError } from '../errors';
import type { CallOptions } from '../results';
import type { SessionAccess } from '../session/access';
import type { Route } from '../wire/attempts';
import { throttled } from '../wire/failures';
import { fieldsOf, opened, valueOf } from '../wire/fields';
import type { Gateway } from '../wire/gateway';
import type { Call, HttpRequest } from '../wire/request';
import { retryAfterMs } from '../wire/retryAfter';
import type { HttpReply } from '../wire/transport';

/** How long a route that failed is left alone, in ms: each try costs time, and a token that has run out stays so. */
const REST_MS = 60_000;
/** A tool that may be called again waits this part of its time for the direct route; the rest is for the gateway. */
const SAFE_SHARE = 1 / 3;

export interface DirectRouteOptions {
  readonly gateway: Pick<Gateway, 'run' | 'requireKey' | 'clock' | 'timeoutMs'>;
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
  /** Which attempt was answered, from 1. */
  readonly attempts: number;
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
   * @throws {ServiceError} when the tool may have been called and must not be called again, or the caller stopped it; `unauthorised`
   * without a key; `throttled` when the call is to be tried once.
   */
  async call(access: SessionAccess, tool: ToolCall, call: CallOptions = {}): Promise<RouteAnswer | undefined> {
    const { gateway } = this.#options;
    const { name, repeat } = tool;
    const route = this.#isResting(access) ? undefined : routeTo(access, tool, gateway.clock.now());
    if (!route) return undefined;
    const facts = { action: 'callTool', label: `callTool ${name}`, repeat };
    await gateway.requireKey(facts, call.signal);
    const limitMs = (call.timeoutMs ?? gateway.timeoutMs) * (repeat === 'safe' ? SAFE_SHARE : 1);
    try {
      // Tried once: the second attempt is the gateway's.
      return await gateway.run(facts, route, { ...call, timeoutMs: limitMs, attempts: 1 });
    } catch (error) {
      if (!(error instanceof ServiceError) || error.kind === 'aborted' || error.kind === 'badInput') throw error;
      this.#rest(access, name);
      // Who asks once asks again by itself, as slowly as the service wants: another question at once is one too many.
      if (error.kind === 'throttled' && call.attempts === 1) throw error;
      if (repeat === 'safe' || !mayHaveBeenAccepted(error)) return undefined;
      throw error;
    }
  }

  /** What remains of a call's time after a try that took `spentMs`. */
  left(spentMs: number, call?: CallOptions): Pick<CallOptions, 'timeoutMs'> {
    if (spentMs === 0) return {};
    return { timeoutMs: Math.max(1, (call?.timeoutMs ?? this.#options.gateway.timeoutMs) - spentMs) };
  }

  #isResting(access: SessionAccess): boolean {
    return this.#failed?.access === access && this.#options.gateway.clock.now() < this.#failed.until;
  }

  #rest(access: SessionAccess, name: string): void {
    const { gateway, log } = this.#options;
    this.#failed = { access, until: gateway.clock.now() + REST_MS };
    log?.info(`callTool ${name}: the direct route is left alone for ${REST_MS / 1000} s, the gateway does its work.`);
  }
}

function routeTo(access: SessionAccess, tool: ToolCall, now: number): Route<RouteAnswer> | undefined {
  const { linkUrl, token, servers } = access;
  const server = servers.get(tool.name);
  if (!linkUrl || !token || server === undefined) return undefined;
  const requestId = `link-${now}-${String(randomInt(1_000_000_000)).padStart(9, '0')}`;
  return {
    host: new URL(linkUrl.reveal()).host,
    request: () => buildDirect(linkUrl.reveal(), token.reveal(), server, requestId, tool),
    read: (reply, attempt) => {
      const text = reply.text.replaceAll(token.reveal(), '[token]');
      return { requestId, data: readDirect({ ...reply, text }, requestId, now), attempts: attempt };
    },
  };
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

/** @throws {ServiceError} `throttled` or `service` when the route refuses, `badReply` when its answer holds no result. */
function readDirect({ status, text, headers }: HttpReply, requestId: string, now: number): unknown {
  const detail = { requestId, httpStatus: status, requestSent: true };
  if (status === 429) {
    const hintMs = retryAfterMs(headers, now);
    throw throttled({ ...detail, ...(hintMs !== undefined && { retryAfterMs: hintMs }) });
  }
  if (status < 200 || status >= 300) {
    throw new ServiceError(
      'service',
      `The session's own address refused the call (HTTP ${status}). Try again.`,
      detail,
    );
  }
  // `data` is JSON text or an object (official SDK 0.15 to 0.19, its source).
  const data = fieldsOf(opened(valueOf(fieldsOf(opened(text)), 'data')));
  const result = opened(valueOf(data, 'result'));
  if (fieldsOf(result)) return result;
  throw new ServiceError('badReply', "The answer of the session's own address holds no result. Try again.", detail);
}

import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import fetch, { FetchError } from 'node-fetch';
import type { Disposable } from '../../util/emitter';
import { ServiceError } from '../errors';
import { connectionFailure, NOT_TLS, tooLarge } from './failures';
import type { HttpRequest } from './request';

/** What came back, whole. */
export interface HttpReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** Carries one request to the service and its whole reply back. */
export interface Transport extends Disposable {
  /**
   * @param signal Gives up at once, wherever the request is; what is thrown then does not matter.
   * @throws {ServiceError} `network` when there is no whole reply, `badReply` when it is too large.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>;
}

export const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/**
 * Idle connections are closed after 4 s: sooner than servers do (Node's own after 5 s), so that a request is hardly ever
 * written into a connection the other side is closing, and later than the next question of a poll (3 s).
 */
const connections = { keepAlive: true, maxSockets: 16, timeout: 4_000 } as const;

/** The real thing: node-fetch over kept-alive connections of its own. Redirects are not followed. */
export class FetchTransport implements Transport {
  readonly #http = new http.Agent(connections);
  readonly #https = new https.Agent(connections);

  async send({ url, body, method, headers }: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    try {
      const response = await fetch(url, {
        method,
        headers,
        // A stream goes out chunked, as the service is known to accept it.
        body: Readable.from(Buffer.from(body)),
        agent: ({ protocol }) => (protocol === 'http:' ? this.#http : this.#https),
        // The key is in the body: it goes to the endpoint that was asked for and nowhere else.
        redirect: 'manual',
        size: MAX_REPLY_BYTES,
        signal,
      });
      return { status: response.status, headers: new Map(response.headers), text: await response.text() };
    } catch (error) {
      throw explain(error, new URL(url).host);
    }
  }

  dispose(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

function explain(error: unknown, host: string): ServiceError {
  if (error instanceof FetchError && error.type === 'max-size') return tooLarge(host, MAX_REPLY_BYTES);
  if (error instanceof Error && error.message.includes('wrong version number')) {
    return connectionFailure(host, NOT_TLS, undefined, error);
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const step = error instanceof FetchError && 'erroredSysCall' in error ? error.erroredSysCall : undefined;
  return connectionFailure(host, code, typeof step === 'string' ? step : undefined, error);
}

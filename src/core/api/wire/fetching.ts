import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import fetch from 'node-fetch';
import type { ServiceError } from '../errors';
import { connectionFailure, NOT_TLS, tooLarge } from './failures';
import type { HttpRequest } from './request';
import type { HttpReply, Transport } from './transport';

/** Longest answer that is read, unpacked: a screenshot in Base64 fits several times. */
export const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/** As many tasks as a person has at once are asked about at once; a burst of more waits its turn. */
export const MAX_CONNECTIONS = 64;

/**
 * Idle connections are closed after 4 s: sooner than servers do (Node's own after 5 s), so that a request is hardly ever
 * written into a connection the other side is closing, and later than the next question of a poll (3 s).
 */
const connections = { keepAlive: true, maxSockets: MAX_CONNECTIONS, timeout: 4_000 } as const;

/** Sends by node-fetch over kept-alive connections of its own. Redirects are not followed. */
export class Fetching implements Transport {
  readonly #http = new http.Agent(connections);
  readonly #https = new https.Agent(connections);

  async send({ url, body, method, headers }: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    try {
      const response = await fetch(url, {
        method,
        headers,
        // A stream goes out chunked, as the service is known to accept it.
        body: Readable.from(Buffer.from(body)),
        agent: url.startsWith('http:') ? this.#http : this.#https,
        // The key is in the body: it goes to the endpoint that was asked for and nowhere else.
        redirect: 'manual',
        signal,
      });
      const { status, headers: received, body: answer } = response;
      if (!(answer instanceof Readable)) throw new TypeError('The answer is no stream.');
      const text = await readText(answer);
      return { status, headers: { get: (name) => received.get(name) ?? undefined }, text };
    } catch (error) {
      throw explain(error, new URL(url).host);
    }
  }

  dispose(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

class TooLarge extends Error {}

/**
 * Reads a body, unpacked already, to its end and no further than the limit. By its events, which is cheaper than node-fetch's
 * own way through an iterator.
 */
function readText(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    body.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= MAX_REPLY_BYTES) parts.push(part);
      else body.destroy(new TooLarge());
    });
    body.on('end', () => {
      resolve(Buffer.concat(parts, bytes).toString());
    });
    body.on('error', reject);
    body.on('close', () => {
      if (!body.readableEnded) reject(new Error('closed before its end'));
    });
  });
}

function explain(error: unknown, host: string): ServiceError {
  if (error instanceof TooLarge) return tooLarge(host, MAX_REPLY_BYTES);
  if (error instanceof Error && error.message.includes('wrong version number')) {
    return connectionFailure(host, NOT_TLS, undefined, error);
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const step = error instanceof Error && 'erroredSysCall' in error ? error.erroredSysCall : undefined;
  return connectionFailure(host, code, typeof step === 'string' ? step : undefined, error);
}

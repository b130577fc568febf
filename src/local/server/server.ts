import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { listen } from './listen';
import { refusal } from './guard';
import type { TlsPair } from '../tls';
import { gatewayError, toAnswer, type Answer, type Reply } from './reply';
import { refuseUpgrade } from './refuseUpgrade';
import { MOST_BODY_BYTES, readBody, toParameters, type ReadRequest } from './request';

/** A listening server. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>`, or `https://` with a certificate. */
  readonly endpoint: string;
  /** Connections opened so far. */
  readonly connections: number;
  /** Stops listening and cuts every connection. */
  readonly close: () => Promise<void>;
}

/** Gives the answer; `undefined` when it has written to the response itself. */
export type Handle = (
  request: ReadRequest,
  response: ServerResponse,
) => Reply | Answer | undefined | Promise<Reply | Answer | undefined>;

/** Takes over the connection of a request to become a WebSocket, or refuses it. */
export type Upgrade = (request: IncomingMessage, url: URL, socket: Socket, head: Buffer) => Promise<void>;

export interface ServerOptions {
  /** 0 lets the system pick. */
  readonly port: number;
  /** Serves https with it. */
  readonly tls?: TlsPair | undefined;
  /** Whether to hang up on a request of which only the head has been read. */
  readonly cutUnread?: ((request: IncomingMessage, url: URL) => boolean) | undefined;
  /** Gets every request that was let in, before it is answered; the body of one that is cut unread is empty. */
  readonly journal?: ((request: ReadRequest) => void) | undefined;
  readonly handle: Handle;
  /** Takes over a connection that is to become a WebSocket, of a caller that was let in; without it there are none. */
  readonly upgrade?: Upgrade | undefined;
  /** Where trouble goes that no caller hears of. */
  readonly warn: (message: string) => void;
}

/** The keep-alive is longer than any client's pause between two questions, so that no connection is cut under one. */
const limits = { keepAliveTimeout: 75_000, headersTimeout: 10_000, requestTimeout: 30_000, handshakeTimeout: 10_000 };

/** More at a time no client needs; further ones are closed at once. */
const MOST_CONNECTIONS = 1_000;

const MISTAKE = 'AgentBay Local made a mistake; its log says more.';

/**
 * Listens on 127.0.0.1, lets in who may come in, reads requests whole and sends answers.
 * @throws {LocalError} when the port is taken or not allowed.
 */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const { port, tls, warn } = options;
  const server = tls ? https.createServer({ ...limits, ...tls }) : http.createServer(limits);
  server.maxConnections = MOST_CONNECTIONS;
  // All of them, those too of which the server has lost sight: a WebSocket's, and one that never says a word of TLS.
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  const connections = new WeakMap<Socket, number>();
  let opened = 0;
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => connections.set(socket, ++opened));
  const own = await listen(server, port);
  const host = `127.0.0.1:${own}`;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const number = connections.get(request.socket) ?? 0;
    answer(request, response, { own, number, options }).then(
      (made) => {
        if (made) send(request, response, toAnswer(made, host));
      },
      (error: unknown) => {
        // A client that went away while it was sending gets no answer.
        if (request.destroyed && !request.complete) return;
        warn(`A request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        if (response.headersSent) response.destroy();
        else send(request, response, toAnswer(gatewayError(500, 'InternalError', MISTAKE), host));
      },
    );
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => undefined); // Broken off by the client: `close` follows.
    const address = `http://local${request.url ?? '/'}`;
    const refused = refusal(request, own);
    if (refused !== undefined) refuseUpgrade(socket, '403 Forbidden', refused);
    else if (!options.upgrade || !URL.canParse(address)) {
      refuseUpgrade(socket, '404 Not Found', 'Nothing is served at this path.');
    } else {
      options.upgrade(request, new URL(address), socket, head).catch((error: unknown) => {
        warn(`A WebSocket was not opened: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        socket.destroy();
      });
    }
  });
  return {
    endpoint: `${tls ? 'https' : 'http'}://${host}`,
    get connections() {
      return opened;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

interface Context {
  readonly own: number;
  /** Of the connection. */
  readonly number: number;
  readonly options: ServerOptions;
}

/** @returns `undefined` when there is nothing to send. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { own, number, options }: Context,
): Promise<Reply | Answer | undefined> {
  const refused = refusal(request, own);
  if (refused !== undefined) return gatewayError(403, 'Forbidden', refused);
  const { method = '', url = '/', headers } = request;
  if (method !== 'POST' && method !== 'GET') {
    return gatewayError(405, 'MethodNotAllowed', 'Only POST and GET are served.');
  }
  const address = `http://local${url}`;
  if (!URL.canParse(address)) return gatewayError(400, 'InvalidPath', 'The address cannot be read.');
  const parsed = new URL(address);
  const read = (body: string): ReadRequest => {
    const { pathname: path, search, searchParams } = parsed;
    const parameters = toParameters(searchParams, body);
    return { method, path, query: search.slice(1), body, headers, connection: number, parameters };
  };
  if (options.cutUnread?.(request, parsed) === true) {
    options.journal?.(read(''));
    hangUp(request.socket);
    return undefined;
  }
  const body = await readBody(request);
  if (body === undefined) {
    return gatewayError(413, 'RequestTooLarge', `A request may hold at most ${MOST_BODY_BYTES} bytes.`);
  }
  const whole = read(body);
  options.journal?.(whole);
  return options.handle(whole, response);
}

/** Cuts a connection so that its other end is told at once. */
export function hangUp(socket: Socket): void {
  // Only a bare TCP connection can be reset; under TLS it can only be ended without a word.
  if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // What was not read of a refused request would be taken for the next one.
    ...(!request.complete && { connection: 'close' }),
    ...headers,
  });
  response.end(body);
}

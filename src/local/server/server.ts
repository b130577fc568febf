import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { errorCodes } from '../../protocol/wire';
import { LocalError } from '../failure';
import type { ActionSetup } from './action';
import { actions } from './actions';
import { isAuthorized, refusal } from './guard';
import { gatewayError, type Reply } from './reply';
import { MOST_BODY_BYTES, readBody, toParameters } from './request';

/** A listening server. */
export interface LocalServer {
  readonly port: number;
  /** Stops listening and cuts every connection. */
  readonly close: () => Promise<void>;
}

/** Longer than any client's pause between two questions, so that a kept-alive connection is not cut under one. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Serves the AgentBay protocol on 127.0.0.1.
 * @param port 0 lets the system pick.
 * @throws {LocalError} when the port is taken or not allowed.
 */
export async function startServer(port: number, apiKey: string, setup: ActionSetup): Promise<LocalServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: 10_000, requestTimeout: 30_000 });
  await listen(server, port);
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : port;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, own, apiKey, setup).then(
      (reply) => send(request, response, reply, own),
      (error: unknown) => {
        // A client that went away while it was sending gets no answer.
        if (request.destroyed && !request.complete) return;
        setup.warn(`A request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        send(
          request,
          response,
          gatewayError(500, 'InternalError', 'AgentBay Local made a mistake; its log says more.'),
          own,
        );
      },
    );
  });
  return {
    port: own,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, port: number, apiKey: string, setup: ActionSetup): Promise<Reply> {
  const refused = refusal(request, port);
  if (refused !== undefined) return gatewayError(403, 'Forbidden', refused);
  if (request.method !== 'POST' && request.method !== 'GET') {
    return gatewayError(405, 'MethodNotAllowed', 'Only POST and GET are served.');
  }
  const address = `http://local${request.url ?? '/'}`;
  if (!URL.canParse(address)) return gatewayError(400, 'InvalidPath', 'The address cannot be read.');
  const url = new URL(address);
  if (url.pathname !== '/') return gatewayError(404, 'InvalidPath.NotFound', 'Only the path / is served.');
  const body = await readBody(request);
  if (body === undefined)
    return gatewayError(413, 'RequestTooLarge', `A request may hold at most ${MOST_BODY_BYTES} bytes.`);
  const parameters = toParameters(url.searchParams, body);
  if (!isAuthorized(parameters.get('Authorization'), apiKey)) {
    return gatewayError(400, errorCodes.notLoggedIn, 'You are not logged in or your login token has expired.');
  }
  const header = request.headers['x-acs-action'];
  const name = parameters.get('Action') ?? (typeof header === 'string' ? header : '');
  const action = actions.get(name);
  if (!action) return gatewayError(404, errorCodes.actionNotFound, `AgentBay Local has no action "${name}".`);
  return action(parameters, setup);
}

function send(request: IncomingMessage, response: ServerResponse, { status, fields }: Reply, port: number): void {
  const envelope = {
    RequestId: randomUUID().toUpperCase(),
    ...(status !== 200 && { HostId: `127.0.0.1:${port}` }),
    HttpStatusCode: status,
    ...fields,
  };
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // What was not read of a refused request would be taken for the next one.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(JSON.stringify(envelope));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use by another program; choose another, or 0.`
          : error.code === 'EACCES'
            ? `Port ${port} may not be used by this user; choose one above 1023, or 0.`
            : `Cannot listen on port ${port}: ${error.message}`;
      reject(new LocalError(why, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

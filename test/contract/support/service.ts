import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a service reads it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, string>>;
  readonly headers: http.IncomingHttpHeaders;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface TestService {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly seen: readonly Seen[];
  /** How many connections were opened. */
  readonly connections: number;
  close(): Promise<void>;
}

/**
 * A real HTTP server on loopback.
 * @param answer Gives the answer, or writes to the response itself and gives nothing. `index` counts the requests from 0.
 */
export async function startService(
  answer: (seen: Seen, response: http.ServerResponse, index: number) => Answer | undefined,
): Promise<TestService> {
  const seen: Seen[] = [];
  let connections = 0;
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://service');
      const { method = '', headers } = request;
      const record = { method, path: url.pathname, query: plain(url.search.slice(1)), form: plain(body), headers };
      const made = answer(record, response, seen.push(record) - 1);
      if (!made) return;
      response.writeHead(made.status ?? 200, { 'content-type': 'application/json', ...made.headers });
      response.end(made.body);
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A good envelope. */
export const ok = (data?: unknown, requestId = 'REQ-1'): Answer => ({
  body: JSON.stringify({ RequestId: requestId, HttpStatusCode: 200, Code: 'ok', Success: true, Data: data }),
});

/** A tool's answer. */
export const said = (content: unknown, isError = false): Answer =>
  ok({ isError, content: [{ type: 'text', text: typeof content === 'string' ? content : JSON.stringify(content) }] });

/** Reads `a=1&b=2` by percent-decoding alone: a `+` stays a plus, so a client that sends it for a space is found out. */
function plain(form: string): Record<string, string> {
  const pairs = form.split('&').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return [decodeURIComponent(name), decodeURIComponent(value)];
    }),
  );
}

import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Answer as LocalAnswer } from '../../../src/local/server/reply';
import type { ReadRequest } from '../../../src/local/server/request';
import { startServer } from '../../../src/local/server/server';

/** A request as a service reads it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The query as it came. */
  readonly queryText: string;
  readonly form: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Which connection it came over, counted from 1. */
  readonly connection: number;
  /** The body as it came. */
  readonly body: string;
}

export type Answer = Omit<LocalAnswer, 'status'> & { readonly status?: number };

export interface TestService {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly seen: readonly Seen[];
  /** How many connections were opened. */
  readonly connections: number;
  readonly close: () => Promise<void>;
}

/**
 * AgentBay Local's server on loopback, with answers of the test's own in place of Local's.
 * @param answer Gives the answer, or writes to the response itself and gives nothing. `index` counts the requests from 0.
 */
export async function startService(
  answer: (seen: Seen, response: ServerResponse, index: number) => Answer | undefined,
): Promise<TestService> {
  const seen: Seen[] = [];
  const server = await startServer({
    port: 0,
    handle: (request, response) => {
      const record = asSeen(request);
      const made = answer(record, response, seen.push(record) - 1);
      return made && { status: 200, ...made };
    },
    warn: (message) => {
      throw new Error(message);
    },
  });
  return {
    endpoint: server.endpoint,
    seen,
    get connections() {
      return server.connections;
    },
    close: server.close,
  };
}

/** A good envelope. */
export const ok = (data?: unknown, requestId = 'REQ-1'): Answer => ({
  body: JSON.stringify({ RequestId: requestId, HttpStatusCode: 200, Code: 'ok', Success: true, Data: data }),
});

/** A tool's answer. */
export const said = (content: unknown, isError = false): Answer =>
  ok({ isError, content: [{ type: 'text', text: typeof content === 'string' ? content : JSON.stringify(content) }] });

/** What a test looks into of a request. */
export function asSeen({ method, path, query, headers, connection, body }: ReadRequest): Seen {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return {
    method,
    path,
    query: plain(query),
    queryText: query,
    form: isForm ? plain(body) : {},
    headers,
    connection,
    body,
  };
}

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

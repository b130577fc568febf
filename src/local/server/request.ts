import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The largest body that is read. */
export const MOST_BODY_BYTES = 1024 * 1024;

/** Parameters by name, from the query first, then from the form body, as the gateway takes them. */
export interface Parameters {
  /** Empty text counts as absent. */
  get(name: string): string | undefined;
}

/** A request that was let in and read whole. Query, body and headers hold secrets: they are never logged. */
export interface ReadRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As it came, without the `?`. */
  readonly query: string;
  /** As it came. */
  readonly body: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Which connection it came over, counted from 1 since the server started. */
  readonly connection: number;
  readonly parameters: Parameters;
}

/** A body that is too large is still listened to up to here, or its sender would see a broken pipe and no answer. */
const MOST_HEARD_BYTES = 8 * MOST_BODY_BYTES;

/** Reads a body, chunked or not. @returns `undefined` when it is larger than {@link MOST_BODY_BYTES}. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
    else if (size > MOST_HEARD_BYTES) break;
  }
  if (size > MOST_BODY_BYTES) return undefined;
  return Buffer.concat(chunks).toString('utf8');
}

export function toParameters(query: URLSearchParams, body: string): Parameters {
  const form = new URLSearchParams(body);
  return { get: (name) => nonEmpty(query.get(name)) ?? nonEmpty(form.get(name)) };
}

/** The operation that is asked for: a parameter or, for want of one, a header. `''` when there is neither. */
export function actionOf(parameters: Parameters, headers: IncomingHttpHeaders): string {
  const header = headers['x-acs-action'];
  return parameters.get('Action') ?? (typeof header === 'string' ? header : '');
}

const nonEmpty = (value: string | null): string | undefined => (value === null || value === '' ? undefined : value);

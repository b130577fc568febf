import { randomUUID } from 'node:crypto';
import { API_VERSION } from '../../../protocol/wire';

/** One call of the service. */
export interface Call {
  readonly action: string;
  /** Sent in the form body, in this order, after the key. */
  readonly params: Readonly<Record<string, string>>;
  /** Sent in the query instead; few actions want that. */
  readonly query?: Readonly<Record<string, string>>;
  /** What the log calls it, where the action alone does not tell. */
  readonly label?: string;
  /**
   * Whether the call may be sent again after a failure that leaves open what became of it. `safe`: a question, or a wish that
   * is fulfilled no differently the second time. `once`: it could be done twice; sent again only if it was provably not taken.
   */
  readonly repeat: 'safe' | 'once';
}

/** What goes over the wire. */
export interface HttpRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const USER_AGENT = `agentbay-vscode (unofficial; ${process.platform} ${process.arch}; Node.js ${process.versions.node})`;

/**
 * Builds the request as the official SDK does: operation in query and headers, parameters *and the key* in the form body,
 * no signature. So the body, unlike the URL, must never be logged.
 * @param now ms since the epoch.
 */
export function buildRequest(call: Call, endpoint: URL, apiKey: string, now: number): HttpRequest {
  const query = encodeForm({
    Action: call.action,
    Format: 'json',
    Version: API_VERSION,
    Timestamp: `${new Date(now).toISOString().slice(0, 19)}Z`,
    SignatureNonce: nonce(),
    ...call.query,
  });
  return {
    method: 'POST',
    url: `${endpoint.origin}/?${query}`,
    headers: {
      'x-acs-version': API_VERSION,
      'x-acs-action': call.action,
      'user-agent': USER_AGENT,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: encodeForm({ Authorization: `Bearer ${apiKey}`, ...call.params }),
  };
}

/** 64 hex digits, different each time. Two UUIDs, because Node draws the randomness for many of those at once. */
const nonce = (): string => `${randomUUID()}${randomUUID()}`.replaceAll('-', '');

/** Form encoding the way of RFC 3986: a space is `%20`, never `+`. */
export function encodeForm(fields: Readonly<Record<string, string>>): string {
  let form = '';
  for (const [name, value] of Object.entries(fields))
    form += `${form === '' ? '' : '&'}${encode(name)}=${encode(value)}`;
  return form;
}

function encode(text: string): string {
  // Names, ids and switches, and so nearly everything that is sent.
  if (/^[\w.~-]*$/.test(text)) return text;
  // Half a surrogate pair has no UTF-8 form and would throw.
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\uFFFD');
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

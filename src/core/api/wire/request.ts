import { randomBytes } from 'node:crypto';
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
  const asked = `Action=${call.action}&Format=json&Version=${API_VERSION}`;
  const fresh = `Timestamp=${encoded(`${new Date(now).toISOString().slice(0, 19)}Z`)}&SignatureNonce=${nonce()}`;
  const more = call.query ? `&${encodeForm(call.query)}` : '';
  return {
    method: 'POST',
    url: `${endpoint.origin}/?${asked}&${fresh}${more}`,
    headers: {
      'x-acs-version': API_VERSION,
      'x-acs-action': call.action,
      'user-agent': USER_AGENT,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: encodeForm({ Authorization: `Bearer ${apiKey}`, ...call.params }),
  };
}

const nonceBase = randomBytes(24).toString('hex');
let nonces = 0;

/** 64 hex digits, different each time, here and in any other process. Nothing is signed with it, so it may be counted. */
const nonce = (): string => `${nonceBase}${(nonces++).toString(16).padStart(16, '0')}`;

/** The names are the service's and need no encoding. */
function encodeForm(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encoded(value)}`)
    .join('&');
}

/** Form encoding the way of RFC 3986: a space is `%20`, never `+`. */
export function encoded(text: string): string {
  // Names, ids and switches, and so nearly everything that is sent.
  if (/^[\w.~-]*$/.test(text)) return text;
  // Half a surrogate pair has no UTF-8 form and would throw.
  const wellFormed = text.replace(/\p{Surrogate}/gu, '\uFFFD');
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

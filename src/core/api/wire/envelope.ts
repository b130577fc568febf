import { errorCodes } from '../../../protocol/wire';
import { ServiceError } from '../errors';
import { type Fields, fieldsOf, flagOf, opened, textOf, valueOf } from './fields';
import type { HttpReply } from './transport';

/** A good answer of the gateway. */
export interface Envelope {
  readonly requestId: string;
  /** `Data`, opened when it came as JSON text. */
  readonly data: unknown;
  /** The envelope itself, for what the service puts beside `Data`: paging. */
  readonly fields: Fields;
}

const QUOTED_CHARACTERS = 120;
const goodCodes = new Set(['', 'ok', 'success']);

/**
 * Opens the gateway's answer. Success is: HTTP 2xx, `Success` not false, and `Code` empty, `ok` or `success`, unless `Success`
 * is plainly true. That rule fits every shape recorded of the service.
 * @throws {ServiceError} the service's refusal, or `badReply` when it is not JSON.
 */
export function openEnvelope(reply: HttpReply): Envelope {
  const { status, text } = reply;
  if (status >= 300 && status < 400) throw redirected(reply);
  const fields = fieldsOf(opened(text.replace(/^\uFEFF/, '')));
  if (!fields) throw status === 429 ? refusal(reply, new Map()) : unreadable(status, text);
  const success = flagOf(fields, 'Success');
  const isGoodCode = goodCodes.has(textOf(fields, 'Code').toLowerCase());
  if (status < 200 || status >= 300 || success === false || !(isGoodCode || success === true)) {
    throw refusal(reply, fields);
  }
  return { requestId: textOf(fields, 'RequestId'), data: opened(valueOf(fields, 'Data')), fields };
}

/** The beginning of a text that is not what it should be, fit to be shown: a page's words, or XML without its contents. */
export function firstWords(text: string): string {
  const beginning = text.slice(0, 10_000);
  const isXml = /^\s*</.test(text) && !/<(!doctype )?html/i.test(beginning);
  const words = beginning
    .replace(/<\?[^>]*\?>/g, '')
    .replace(isXml ? />[^<]*/g : /<(style|script)\b[\s\S]*?<\/\1>|<[^>]*>/gi, isXml ? '>' : ' ')
    // An address may carry a token.
    .replace(/(\w+:\/\/[^\s/?"'<]+)[^\s"'<]*/g, '$1/…')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length <= QUOTED_CHARACTERS ? words : `${words.slice(0, QUOTED_CHARACTERS)}…`;
}

function unreadable(status: number, text: string): ServiceError {
  const message = `The answer is not AgentBay's (HTTP ${status}, ${describe(text)}). Check the endpoint, and whether a proxy answers in its place.`;
  return new ServiceError('badReply', message, { httpStatus: status, requestSent: true });
}

function describe(text: string): string {
  // What remains of a JSON answer may hold a session's secrets, so it is not quoted.
  if (/^\s*[[{]/.test(text)) return 'damaged JSON';
  return text.trim() === '' ? 'empty' : `not JSON, it begins: ${firstWords(text)}`;
}

function redirected({ status, headers }: HttpReply): ServiceError {
  const location = headers.get('location') ?? '';
  const where = URL.canParse(location) ? ` to ${new URL(location).host}` : '';
  return new ServiceError(
    'badReply',
    `The endpoint redirects${where} (HTTP ${status}). That is not followed, because the request holds your API key. Check the endpoint.`,
    { httpStatus: status, requestSent: true },
  );
}

function refusal({ status, headers }: HttpReply, fields: Fields): ServiceError {
  const code = textOf(fields, 'Code');
  const requestId = textOf(fields, 'RequestId');
  const reported = Number(textOf(fields, 'HttpStatusCode'));
  const httpStatus = status < 400 && reported >= 400 ? reported : status;
  const retryAfterMs = retryAfter(headers);
  const words = textOf(fields, 'Message').trim();
  const detail = {
    httpStatus,
    requestSent: true,
    ...(code !== '' && { code }),
    ...(requestId !== '' && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  if (httpStatus === 429 || /throttling/i.test(code)) {
    const wait = retryAfterMs === undefined ? 'Wait a little' : `Wait ${Math.ceil(retryAfterMs / 1000)} s`;
    return new ServiceError('throttled', `AgentBay gets too many requests at present. ${wait} and try again.`, detail);
  }
  if (httpStatus === 401 || code === errorCodes.notLoggedIn) {
    const message =
      'AgentBay does not accept the API key: it is wrong, has expired, or belongs to another region. Set a key that is valid for this endpoint.';
    return new ServiceError('unauthorised', message, detail);
  }
  if (code === errorCodes.sessionNotFound) {
    const message = 'This session no longer exists: it was deleted, or released while idle. Start a new session.';
    return new ServiceError('notFound', message, { ...detail, subject: 'session' });
  }
  const reason = words === '' ? `HTTP ${httpStatus}` : words.replace(/[.。]$/, '');
  const named = code === '' ? reason : `${reason} (${code})`;
  const advice = httpStatus >= 500 ? ' The fault is on its side: try again later.' : '';
  return new ServiceError('service', `AgentBay refused the request: ${named}.${advice}`, detail);
}

/** The service's own header counts ms, the standard one seconds; a date there is not worth reading. */
function retryAfter(headers: ReadonlyMap<string, string>): number | undefined {
  const own = headers.get('x-acs-retry-after');
  if (own !== undefined && /^\d+$/.test(own)) return Number(own);
  const standard = headers.get('retry-after');
  return standard !== undefined && /^\d+$/.test(standard) ? Number(standard) * 1000 : undefined;
}

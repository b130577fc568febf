import { errorCodes } from '../../../protocol/wire';
import { ServiceError } from '../errors';
import { quoted, spokenPause, throttled, withoutAddresses } from './failures';
import { type Fields, fieldsOf, flagOf, opened, textOf, valueOf } from './fields';
import { retryAfterMs } from './retryAfter';
import type { HttpReply } from './transport';

/** A good answer of the gateway. */
export interface Envelope {
  readonly requestId: string;
  /** `Data`, opened when it came as JSON text. */
  readonly data: unknown;
  /** The envelope itself, for what the service puts beside `Data`: paging. */
  readonly fields: Fields;
  /** How often the call was tried until this came, from 1. */
  readonly attempts: number;
}

const QUOTED_CHARACTERS = 120;
const goodCodes = new Set(['', 'ok', 'success']);

/**
 * Opens the gateway's answer. Success is: HTTP 2xx, `Success` not false, and `Code` empty, `ok` or `success`, unless `Success`
 * is plainly true. That rule fits every shape that the official SDK 0.19 and its tests know. An envelope that tells of a failure
 * by its `HttpStatusCode` alone has not been seen; it would be no success either.
 * @param now ms since the epoch, against which a date to wait for is read.
 * @throws {ServiceError} the service's refusal, or `badReply` when it is not JSON.
 */
export function openEnvelope(reply: HttpReply, now: number): Omit<Envelope, 'attempts'> {
  const { status, text } = reply;
  if (status >= 300 && status < 400) throw redirected(reply);
  const opening = text.replace(/^\uFEFF/, '');
  const body = opened(opening);
  const fields = fieldsOf(body);
  if (!fields) throw status === 429 ? refusal(reply, new Map(), now) : unreadable(reply, body, now);
  const success = flagOf(fields, 'Success');
  const isGood = success ?? (goodCodes.has(textOf(fields, 'Code').toLowerCase()) && reportedStatus(fields) < 400);
  if (status < 200 || status >= 300 || !isGood) {
    throw refusal(reply, fields, now);
  }
  return { requestId: textOf(fields, 'RequestId'), data: opened(valueOf(fields, 'Data')), fields };
}

/** The beginning of a text that is not what it should be, fit to be shown: a page's words, or XML without its contents. */
export function firstWords(text: string): string {
  const beginning = text.slice(0, 10_000);
  const isXml = /^\s*</.test(text) && !/<(!doctype )?html/i.test(beginning);
  const contents = isXml ? />[^<]*/g : /<(style|script)\b[\s\S]*?<\/\1>|<[^>]*>/gi;
  const plain = beginning.replace(/<\?[^>]*\?>/g, '').replace(contents, isXml ? '>' : ' ');
  const words = withoutAddresses(plain).replace(/\s+/g, ' ').trim();
  return words.length <= QUOTED_CHARACTERS ? words : `${words.slice(0, QUOTED_CHARACTERS)}…`;
}

function unreadable({ status, text, headers }: HttpReply, body: unknown, now: number): ServiceError {
  const message = `The answer is not AgentBay's (HTTP ${status}, ${describe(text)}). Check the endpoint, and whether a proxy answers in its place.`;
  // Nothing, or JSON that breaks off: a good answer may have been on its way.
  const isDamaged = text.trim() === '' || (looksLikeJson(text) && typeof body === 'string');
  const hintMs = retryAfterMs(headers, now);
  return new ServiceError('badReply', message, {
    httpStatus: status,
    requestSent: true,
    ...(isDamaged && { damaged: true }),
    ...(hintMs !== undefined && { retryAfterMs: hintMs }),
  });
}

const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

function describe(text: string): string {
  // What remains of a JSON answer may hold a session's secrets, so it is not quoted.
  if (looksLikeJson(text)) return 'damaged JSON';
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

function refusal({ status, headers }: HttpReply, fields: Fields, now: number): ServiceError {
  const code = quoted(textOf(fields, 'Code'));
  const requestId = textOf(fields, 'RequestId');
  const reported = reportedStatus(fields);
  const httpStatus = status < 400 && reported >= 400 ? reported : status;
  const hintMs = retryAfterMs(headers, now);
  const detail = {
    httpStatus,
    requestSent: true,
    ...(code !== '' && { code }),
    ...(requestId !== '' && { requestId }),
    ...(hintMs !== undefined && { retryAfterMs: hintMs }),
  };
  if (httpStatus === 429 || /throttling/i.test(code)) return throttled(detail);
  if (httpStatus === 401 || isCode(code, errorCodes.notLoggedIn)) {
    const message =
      'AgentBay does not accept the API key: it is wrong, has expired, or belongs to another region. Set a key that is valid for this endpoint.';
    return new ServiceError('unauthorised', message, detail);
  }
  if (isCode(code, errorCodes.sessionNotFound)) {
    const message = 'This session no longer exists: it was deleted, or released while idle. Start a new session.';
    return new ServiceError('notFound', message, { ...detail, subject: 'session' });
  }
  const words = quoted(textOf(fields, 'Message'));
  const reason = words === '' ? `HTTP ${httpStatus}` : words.replace(/[.。]$/, '');
  const named = code === '' ? reason : `${reason} (${code})`;
  const pause = spokenPause(hintMs);
  const remedy = pause === undefined ? 'try again later' : `wait ${pause} and try again`;
  const advice = httpStatus >= 500 ? ` The fault is on its side: ${remedy}.` : '';
  return new ServiceError('service', `AgentBay refused the request: ${named}.${advice}`, detail);
}

/** The HTTP status that the envelope reports, a number or text; 0 when it reports none. */
const reportedStatus = (fields: Fields): number => Number(textOf(fields, 'HttpStatusCode')) || 0;

/** Whether it is this code: the service mixes their case. */
export const isCode = (code: string, expected: string): boolean => code.toLowerCase() === expected.toLowerCase();

import type { ReplyHeaders } from './transport';

/** The three forms of a date in HTTP (RFC 9110, 5.6.7); anything looser, a JavaScript engine would make a date of as well. */
const HTTP_DATE = /^[a-z]{3,9},? .*\d\d:\d\d:\d\d/i;
const NUMBER = /^\d{1,12}$/;

/**
 * How long the service asks us to wait: `x-acs-retry-after` in ms (the official SDK's core library), otherwise the standard
 * `Retry-After`, in s or a date.
 * @param headers Names in lower case.
 * @param now ms since the epoch.
 * @returns ms, 0 for a date that is over; `undefined` when nothing legible is asked for.
 */
export function retryAfterMs(headers: ReplyHeaders, now: number): number | undefined {
  const own = headers.get('x-acs-retry-after')?.trim() ?? '';
  if (NUMBER.test(own)) return Number(own);
  const standard = headers.get('retry-after')?.trim() ?? '';
  if (NUMBER.test(standard)) return Number(standard) * 1_000;
  // The oldest form names no zone and means GMT like the others.
  const date = HTTP_DATE.test(standard) ? Date.parse(standard.replace(/( GMT)?$/i, ' GMT')) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

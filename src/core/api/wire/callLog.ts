import type { Logger } from '../../util/logger';
import type { ServiceError } from '../errors';
import type { Call } from './request';

/**
 * Writes a line for one attempt of a call: what was called, what came back, how long it took. Neither the address nor anything
 * that was sent is in it.
 * @param status HTTP status; absent when no answer came.
 */
export function noteCall(
  log: Logger | undefined,
  { label, action }: Pick<Call, 'action' | 'label'>,
  ms: number,
  status: number | undefined,
  requestId: string | undefined,
  error?: ServiceError,
): void {
  if (!log) return;
  const outcome = status === undefined ? 'no answer' : `HTTP ${status}`;
  const request = requestId ? `, request ${plain(requestId).slice(0, 80)}` : '';
  const code = error?.detail.code ? ` ${plain(error.detail.code).slice(0, 80)}` : '';
  const failure = error ? `, ${error.kind}${code}` : '';
  const line = `${label ?? action}: ${outcome}${request}, ${Math.round(ms)} ms${failure}`;
  if (error && !answers.has(error.kind)) log.warn(line);
  else log.debug(line);
}

/** Not trouble by themselves: a stop that was wanted, and a plain "there is no such session", which confirms a deletion. */
const answers: ReadonlySet<ServiceError['kind']> = new Set(['aborted', 'notFound']);

/** What the service sent could hold line breaks; one attempt is one line. */
const plain = (text: string): string => text.replace(/[^\w.:-]/g, '?');

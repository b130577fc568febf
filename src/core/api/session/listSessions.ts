import type { ApiResult, CallOptions } from '../results';
import type { Envelope } from '../wire/envelope';
import { badInput } from '../wire/failures';
import { fieldsOf, textOf } from '../wire/fields';
import type { Gateway } from '../wire/gateway';
import { failure } from '../wire/outcomes';
import { jsonOf } from './json';
import { guardedAs, lacking } from './sessionCall';
import { type SessionStatus, toSessionStatus } from './sessionStatus';

/** Which sessions shall be listed; all that are there unless told. */
export interface SessionFilter {
  /** Those that have all of these labels. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly status?: Exclude<SessionStatus, 'ended' | 'unknown'> | 'deleted';
  readonly imageId?: string;
}

/** Which page of which sessions. */
export interface SessionPageOptions extends SessionFilter {
  /** Sessions on a page, from 1; the service's own number (10) unless told. */
  readonly pageSize?: number;
  /** From the page before; the first page without it. */
  readonly nextToken?: string;
}

/** A session in a list. */
export interface SessionSummary {
  readonly sessionId: string;
  /** Absent where the service does not say: answers of the oldest generation hold ids alone. */
  readonly status?: SessionStatus;
  readonly imageId?: string;
}

/** A page of sessions. */
export interface SessionPage extends ApiResult {
  /** `[]` when the question failed. */
  readonly sessions: readonly SessionSummary[];
  /** On all pages together, where the service says. */
  readonly totalCount?: number;
  /** Leads to the next page; absent on the last. */
  readonly nextToken?: string;
}

/** One page of the sessions there are; pages go forward only. */
export async function listPage(
  gateway: Gateway,
  options: SessionPageOptions = {},
  call?: CallOptions,
): Promise<SessionPage> {
  return guardedAs<SessionPage>(
    'ListSession',
    async () => readPage(await gateway.call({ action: 'ListSession', repeat: 'safe', params: query(options) }, call)),
    (error) => ({ ...failure(error), sessions: [] }),
  );
}

/**
 * All sessions there are, page after page as they are asked for. Ends early, without an error, when the signal says so. A page that
 * leads back to one that was read ends it too, instead of going round for ever.
 * @throws {ServiceError} when a page could not be had.
 */
export async function* listSessions(
  gateway: Gateway,
  filter: SessionPageOptions = {},
  call: CallOptions = {},
): AsyncGenerator<SessionSummary, void, undefined> {
  const seen = new Set<string>();
  let { nextToken } = filter;
  do {
    if (nextToken !== undefined) seen.add(nextToken);
    const page = await listPage(gateway, { ...filter, ...(nextToken !== undefined && { nextToken }) }, call);
    if (call.signal?.aborted) return;
    if (page.error) throw page.error;
    for (const session of page.sessions) {
      yield session;
      // Whoever reads on may have stopped it meanwhile.
      if (call.signal?.aborted) return;
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined && !seen.has(nextToken));
}

function query({ labels = {}, status, imageId, pageSize, nextToken }: SessionPageOptions): Record<string, string> {
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize > 0)) {
    throw badInput('The size of a page is a whole number, at least 1.');
  }
  return {
    Labels: jsonOf(labels, 'The labels'),
    ...(pageSize !== undefined && { MaxResults: String(pageSize) }),
    ...(nextToken !== undefined && { NextToken: nextToken }),
    ...(status !== undefined && { Status: status.toUpperCase() }),
    ...(imageId !== undefined && { ImageId: imageId }),
  };
}

/** The paging fields stand beside `Data`, not in it (official SDK 0.13 to 0.19, its tests). */
function readPage(envelope: Envelope): SessionPage {
  const { requestId, data, fields } = envelope;
  if (data !== undefined && data !== '' && !Array.isArray(data))
    throw lacking('ListSession', envelope, 'holds no list of sessions');
  const items: unknown[] = Array.isArray(data) ? data : [];
  const total = textOf(fields, 'TotalCount');
  const nextToken = textOf(fields, 'NextToken').trim();
  return {
    success: true,
    requestId,
    sessions: items.map(readSummary).filter(({ sessionId }) => sessionId !== ''),
    ...(/^\d+$/.test(total) && { totalCount: Number(total) }),
    ...(nextToken !== '' && { nextToken }),
    errorMessage: '',
  };
}

function readSummary(item: unknown): SessionSummary {
  if (typeof item === 'string') return { sessionId: item };
  const fields = fieldsOf(item);
  const word = textOf(fields, 'SessionStatus', 'Status');
  const imageId = textOf(fields, 'ImageId');
  return {
    sessionId: textOf(fields, 'SessionId'),
    ...(word !== '' && { status: toSessionStatus(word) }),
    ...(imageId !== '' && { imageId }),
  };
}

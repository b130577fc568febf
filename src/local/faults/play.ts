import type { ServerResponse } from 'node:http';
import { errorCodes } from '../../protocol/wire';
import type { JsonObject } from '../json';
import { gatewayError, sealed, type Answer } from '../server/reply';
import { hangUp } from '../server/server';
import {
  asXml,
  dataAsText,
  editBody,
  editSubject,
  editToolFields,
  editToolText,
  replaced,
  respelled,
  without,
} from './edits';
import type { Facts } from './plan';
import type { Fault, FaultKind } from './rule';
import { bigBody, slowBody, slowHeaders, truncated, wait } from './slow';

/** What a fault has to work with. */
export interface Exchange {
  /** Carries the request out and gives its true answer. */
  readonly carryOut: () => Promise<Answer>;
  readonly response: ServerResponse;
  readonly facts: Facts;
  /** What errors name as their `HostId`. */
  readonly host: string;
  /** Ends the session the request is about, as if it had been released. */
  readonly endSession: () => Promise<void>;
  /** The gateway accepts no key any more. */
  readonly revokeKey: () => void;
}

/** Does one kind of fault. @returns what to answer; `undefined` when nothing more is to be sent. */
type Play<K extends FaultKind> = (
  exchange: Exchange,
  fault: Extract<Fault, { readonly kind: K }>,
) => Answer | undefined | Promise<Answer | undefined>;

const NO_STATUS = ['status', 'sessionstatus'] as const;

/** A fault that answers in the place of Local, or not at all, whether or not it lets Local act. */
const instead =
  <F extends { readonly acted?: boolean }>(
    give: (exchange: Exchange, fault: F) => Answer | undefined | Promise<undefined>,
  ) =>
  async (exchange: Exchange, fault: F): Promise<Answer | undefined> => {
    if (fault.acted === true) await exchange.carryOut();
    return give(exchange, fault);
  };

/** A fault that sends the true answer in its own way. */
const sentBy =
  <F>(send: (response: ServerResponse, answer: Answer, fault: F) => void | Promise<void>) =>
  async ({ response, carryOut }: Exchange, fault: F): Promise<undefined> => {
    await send(response, await carryOut(), fault);
    return undefined;
  };

/** A fault that changes the true answer. */
const edited =
  <F>(edit: (envelope: JsonObject, fault: F) => JsonObject) =>
  async ({ carryOut }: Exchange, fault: F): Promise<Answer> => {
    const answer = await carryOut();
    return { ...answer, body: editBody(answer.body, (envelope) => edit(envelope, fault)) };
  };

const refusal = (host: string, status: number, code: string, message: string): Answer =>
  sealed(gatewayError(status, code, message), host);

const usualCodes: Readonly<Record<number, string>> = {
  400: 'InvalidParameter',
  401: errorCodes.notLoggedIn,
  429: 'Throttling',
  503: 'ServiceUnavailable',
};

const plays: { readonly [K in FaultKind]: Play<K> } = {
  // Done by the server before there is an exchange.
  resetBeforeReading: () => undefined,
  resetAfterReading: instead(({ response }) => {
    if (response.socket) hangUp(response.socket);
    return undefined;
  }),
  halfOpen: instead(() => undefined),
  delay: async ({ response, carryOut }, { ms }) => ((await wait(response, ms)) ? carryOut() : undefined),
  slowHeaders: sentBy(slowHeaders),
  slowBody: sentBy(slowBody),
  truncatedBody: sentBy(truncated),
  status: instead(({ host }, { status, body, headers = {} }) => {
    if (body === undefined) {
      const code = usualCodes[status] ?? (status >= 500 ? 'InternalError' : `Fault.${status}`);
      return { ...refusal(host, status, code, 'This is a fault from the plan.'), headers };
    }
    const type = /^\s*</u.test(body) ? 'text/html' : 'application/json';
    return { status, headers: { 'content-type': type, ...headers }, body };
  }),
  throttling: instead(({ host }, { code = 'Throttling.User', status = 400, retryAfterMs, header }) => ({
    ...refusal(host, status, code, 'Request was denied due to user flow control.'),
    ...(retryAfterMs !== undefined && { headers: hint(retryAfterMs, header) }),
  })),
  emptyBody: instead(() => ({ status: 200, body: '' })),
  json: instead((_, { value }) => ({ status: 200, body: JSON.stringify(value) })),
  bigBody: instead(({ response }, { bytes }) => bigBody(response, bytes).then(() => undefined)),
  xml: async ({ carryOut, facts }) => {
    const { status, body } = await carryOut();
    const xml = editBody(body, (envelope) => asXml(facts.action, envelope));
    return { status, headers: { 'content-type': 'text/xml;charset=utf-8' }, body: xml };
  },
  withoutSuccess: edited((envelope) => without(envelope, 'success')),
  dataAsText: edited(dataAsText),
  otherCaseKeys: edited((envelope) => respelled(editToolFields(envelope, respelled))),
  withoutStatus: edited((envelope) => editSubject(envelope, (fields) => without(fields, ...NO_STATUS))),
  unknownStatus: edited((envelope, { word }) => editSubject(envelope, (fields) => replaced(fields, NO_STATUS, word))),
  withoutTaskId: edited((envelope) => editSubject(envelope, (fields) => without(fields, 'taskid'))),
  toolText: edited((envelope, { text }) => editToolText(envelope, () => text)),
  sessionVanishes: async ({ endSession, carryOut }) => {
    await endSession();
    return carryOut();
  },
  keyRevoked: ({ revokeKey, carryOut }) => {
    revokeKey();
    return carryOut();
  },
};

/** The service's own header counts ms, the standard one s. */
const hint = (ms: number, header: 'x-acs-retry-after' | 'retry-after' = 'x-acs-retry-after') => ({
  [header]: header === 'retry-after' ? String(Math.ceil(ms / 1000)) : String(ms),
});

/** Does a fault. @returns what to answer; `undefined` when nothing more is to be sent. */
export function play(exchange: Exchange, fault: Fault): Answer | undefined | Promise<Answer | undefined> {
  // The table holds, for each kind, what takes the faults of that kind.
  return (plays[fault.kind] as Play<FaultKind>)(exchange, fault);
}

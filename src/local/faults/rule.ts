import { anything, flag, type Holding, oneOf, optional, text, texts, whole } from '../fields';

const ms = whole(0, 600_000);
const status = whole(100, 599);
const count = whole(1, 1_000_000);

/**
 * `acted: true` carries the request out before its answer is lost or replaced; unless told, nothing is done. A test knows which
 * it was, a client cannot.
 */
const acted = optional(flag);

/** Every fault there is, with what it takes. README.md says what each does. */
export const faultFields = {
  resetBeforeReading: {},
  resetAfterReading: { acted },
  halfOpen: { acted },
  delay: { ms },
  slowHeaders: { ms },
  slowBody: { ms, bytes: optional(count) },
  truncatedBody: { framing: optional(oneOf('length', 'chunked')) },
  status: { status, body: optional(text), headers: optional(texts), acted },
  throttling: {
    code: optional(text),
    status: optional(status),
    retryAfterMs: optional(ms),
    header: optional(oneOf('x-acs-retry-after', 'retry-after')),
    acted,
  },
  emptyBody: { acted },
  json: { value: anything, acted },
  bigBody: { bytes: whole(1, 1024 ** 3), acted },
  xml: {},
  withoutSuccess: {},
  dataAsText: {},
  otherCaseKeys: {},
  withoutStatus: {},
  unknownStatus: { word: text },
  withoutTaskId: {},
  toolText: { text },
  sessionVanishes: {},
  keyRevoked: {},
} as const;

export type FaultKind = keyof typeof faultFields;

/** One fault, e.g. `{ kind: 'slowBody', ms: 50 }`. */
export type Fault = { [K in FaultKind]: { readonly kind: K } & Holding<(typeof faultFields)[K]> }[FaultKind];

/** Which requests a rule is about: those that fit everything that is said. */
export const conditionFields = {
  /** `Action` of a call to the gateway. */
  action: optional(text),
  /** Name of a tool, called by either route. */
  tool: optional(text),
  /** The path, or a folder of it: `/` is the gateway, `/link` the direct route. */
  path: optional(text),
  sessionId: optional(text),
  /** Part of the text of a task that is to be executed. */
  taskContains: optional(text),
  /** Of the requests that fit the above, counted from 1: only this one. */
  nth: optional(count),
  /** From this one on. */
  from: optional(count),
  /** Up to this one. */
  to: optional(count),
  /** Every so many, beginning with the first, or with `from`. */
  every: optional(count),
} as const;

export type Condition = Holding<typeof conditionFields>;

/** What goes wrong, and when; always, without a condition. */
export interface FaultRule {
  readonly when?: Condition;
  readonly do: Fault;
}

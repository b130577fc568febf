import type { FailureKind } from '../../../src/core/api';
import { DEFAULT_ATTEMPTS } from '../../../src/core/api/wire/retry';
import type { Fault } from '../../../src/local/faults/rule';

/** What becomes of a call that meets a class of faults at each attempt. */
export interface Outcome {
  readonly kind: FailureKind;
  /** How often a call is sent that may be repeated. */
  readonly safe: number;
  /** How often one is sent that must not be done twice. */
  readonly once: number;
  /** Whether the service may have done what was asked, as far as a client can know. */
  readonly isDoubtful: boolean;
  /** Whether the answer tells the service's id of the request. */
  readonly isNamed?: true;
}

/** Three attempts of a third of a call's time each; there is no time for a fourth. */
const WITHIN_THE_TIME = 3;

/** No whole answer came. */
const lost: Outcome = { kind: 'network', safe: DEFAULT_ATTEMPTS, once: 1, isDoubtful: true };
/** The connection stands, and no whole answer comes. */
const silent: Outcome = { kind: 'timeout', safe: WITHIN_THE_TIME, once: 1, isDoubtful: true };
/** The service says that it did nothing, and may do it later. */
const turnedAway: Outcome = {
  kind: 'throttled',
  safe: DEFAULT_ATTEMPTS,
  once: DEFAULT_ATTEMPTS,
  isDoubtful: false,
  isNamed: true,
};
/** Something broke in the service. */
const broken: Outcome = { kind: 'service', safe: DEFAULT_ATTEMPTS, once: 1, isDoubtful: true, isNamed: true };
/** The service, or what stands before it, gives no answer of the service's. */
const foreign: Outcome = { kind: 'badReply', safe: 1, once: 1, isDoubtful: true };
/** The same, and another time it may be whole. */
const damaged: Outcome = { ...foreign, safe: DEFAULT_ATTEMPTS };
/** The service says no. */
const refused = (kind: FailureKind): Outcome => ({ kind, safe: 1, once: 1, isDoubtful: false, isNamed: true });

/** A fault that is not one to a good client: the call comes to what it comes to without it. */
export type Harmless = 'harmless';
/** The envelope says yes; what comes of its `Data` depends on what the call needs of it. */
export type Shape = 'missing' | 'null' | 'number' | 'text' | 'list' | 'object' | 'nested';

export interface Row {
  readonly fault: Fault;
  readonly comes:
    Outcome | Harmless | { readonly data: Shape } | 'noStatus' | 'otherStatus' | 'noTaskId' | 'sessionGone';
  /** Pauses in ms that each lie between two attempts, where the service says how long. */
  readonly pauseMs?: number;
  /** Nothing, or not all, is heard from the service until a time limit ends. */
  readonly isSilent?: true;
  /** The calls that meet it, where it makes no difference which; all unless told. */
  readonly only?: readonly string[];
}

const REFUSED_KEY = refused('unauthorised');
const FOREVER_MS = 600_000;
const BIG = 10 * 1024 * 1024;
const page = '<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>';

const yes = (data: Readonly<Record<string, unknown>>): Fault => ({
  kind: 'json',
  value: { RequestId: 'R-1', HttpStatusCode: 200, Code: 'ok', Success: true, ...data },
  acted: true,
});
const json = (value: unknown): Fault => ({ kind: 'json', value, acted: true });

/** Values of the wrong type in every field that is read anywhere. */
const nested = {
  ...{ SessionId: {}, Success: 'perhaps', Status: [], ImageId: false, Labels: 7, ResourceUrl: 7, Url: [], Port: {} },
  ...{ ToolList: 7, LinkUrl: [], WsUrl: {}, Token: null, contexts: 'none', IsDeleted: 'x', content: 'x', isError: 7 },
};

export const rows: Readonly<Record<string, Row>> = {
  'reset before the request was read': { fault: { kind: 'resetBeforeReading' }, comes: lost },
  'reset after, and nothing done': { fault: { kind: 'resetAfterReading' }, comes: lost },
  'reset after, and all done': { fault: { kind: 'resetAfterReading', acted: true }, comes: lost },
  'half-open, and nothing done': { fault: { kind: 'halfOpen' }, comes: silent, isSilent: true },
  'half-open, and all done': { fault: { kind: 'halfOpen', acted: true }, comes: silent, isSilent: true },
  'slow headers': { fault: { kind: 'slowHeaders', ms: FOREVER_MS }, comes: silent, isSilent: true },
  'slow body': { fault: { kind: 'slowBody', ms: FOREVER_MS, bytes: 8 }, comes: silent, isSilent: true },
  'body cut off, its length told': { fault: { kind: 'truncatedBody', framing: 'length' }, comes: lost },
  'body cut off, in chunks': { fault: { kind: 'truncatedBody', framing: 'chunked' }, comes: lost },

  'HTTP 500': { fault: { kind: 'status', status: 500 }, comes: broken },
  'HTTP 502 with a page': { fault: { kind: 'status', status: 502, body: page }, comes: damaged },
  'HTTP 503': { fault: { kind: 'status', status: 503 }, comes: broken },
  'HTTP 503 that says how long': {
    fault: { kind: 'status', status: 503, headers: { 'retry-after': '4' } },
    comes: broken,
    pauseMs: 4_000,
  },
  'HTTP 503 for longer than there is time': {
    fault: { kind: 'status', status: 503, headers: { 'retry-after': '86400' } },
    comes: { ...broken, safe: 1 },
  },
  'HTTP 429': { fault: { kind: 'status', status: 429 }, comes: turnedAway },
  'Throttling.User that says how long': {
    fault: { kind: 'throttling', retryAfterMs: 1_234 },
    comes: turnedAway,
    pauseMs: 1_234,
  },
  'HTTP 400': { fault: { kind: 'status', status: 400 }, comes: refused('service') },
  'HTTP 302': {
    fault: { kind: 'status', status: 302, headers: { location: 'https://elsewhere.example/' } },
    comes: foreign,
  },
  'the key revoked': { fault: { kind: 'keyRevoked' }, comes: REFUSED_KEY },
  'the session vanished': { fault: { kind: 'sessionVanishes' }, comes: 'sessionGone' },

  XML: { fault: { kind: 'xml' }, comes: foreign },
  'an empty body': { fault: { kind: 'emptyBody' }, comes: damaged },
  'JSON null': { fault: json(null), comes: foreign },
  'a JSON number': { fault: json(7), comes: foreign },
  'a JSON text': { fault: json('yes'), comes: foreign },
  'a JSON list': { fault: json([{ Success: true }]), comes: foreign },
  'an empty JSON object': { fault: json({}), comes: { data: 'missing' } },
  'a body over the limit': {
    fault: { kind: 'bigBody', bytes: 2 * BIG },
    comes: foreign,
    only: [
      'create',
      'get',
      'list',
      'getMetrics',
      'computer.executeTask',
      'computer.getTaskStatus',
      'computer.watchTask',
    ],
  },
  'a body of 10 MB': { fault: { kind: 'bigBody', bytes: BIG, acted: true }, comes: { data: 'text' } },
  'no Data': { fault: yes({}), comes: { data: 'missing' } },
  'Data null': { fault: yes({ Data: null }), comes: { data: 'null' } },
  'Data a number': { fault: yes({ Data: 7 }), comes: { data: 'number' } },
  'Data a text that says nothing': { fault: yes({ Data: 'hm' }), comes: { data: 'text' } },
  'Data an empty list': { fault: yes({ Data: [] }), comes: { data: 'list' } },
  'Data an empty object': { fault: yes({ Data: {} }), comes: { data: 'object' } },
  'Data with fields of wrong types': { fault: yes({ Data: nested }), comes: { data: 'nested' } },

  'Success missing': { fault: { kind: 'withoutSuccess' }, comes: 'harmless' },
  'Data as text': { fault: { kind: 'dataAsText' }, comes: 'harmless' },
  'keys in the other case': { fault: { kind: 'otherCaseKeys' }, comes: 'harmless' },
  'status missing': { fault: { kind: 'withoutStatus' }, comes: 'noStatus' },
  'an unknown status': { fault: { kind: 'unknownStatus', word: 'pondering' }, comes: 'otherStatus' },
  'task id missing': { fault: { kind: 'withoutTaskId' }, comes: 'noTaskId' },
};
/** Whether a row's fault is a failure of the call, whatever the call needs of the answer. */
export const meetsFailure = (row: Row): row is Row & { readonly comes: Outcome } =>
  typeof row.comes === 'object' && 'kind' in row.comes;

/** Connections are refused: tried as often as may be, and certainly not taken. */
export const nobodyThere: Outcome = {
  kind: 'network',
  safe: DEFAULT_ATTEMPTS,
  once: DEFAULT_ATTEMPTS,
  isDoubtful: false,
};

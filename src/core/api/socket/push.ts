import { socketNames } from '../../../protocol/wire';
import { fieldsOf, opened, textOf, valueOf } from '../wire/fields';
import type { Frame } from './frames';

/** What the codes of `call-for-user` mean. Source: official SDK 0.19, its call-for-user guide and examples. */
const codes = {
  101: 'captcha',
  102: 'login',
  103: 'payment',
  199: 'userDone',
  201: 'captchaSolving',
  202: 'captchaSolved',
  301: 'loginStarted',
  302: 'loginEnded',
} as const;

/** `captcha`, `login`, `payment`: a person is needed; the others tell what the service does by itself. */
export type PushMeaning = (typeof codes)[keyof typeof codes] | 'other';

/** Something the service says of its own accord, mostly that the browser is stuck and a person shall take over. */
export interface PushEvent {
  /** Who speaks, e.g. `wuying_cdp_mcp_server`, the browser. */
  readonly channel: string;
  /** E.g. `call-for-user`; `''` when the service names none. */
  readonly type: string;
  /** The service's number for it, which an answer repeats; absent when there is none. */
  readonly id?: string | number;
  /** The service's code, e.g. 101; 0 when it sent none. */
  readonly code: number;
  /** What the code says; `other` for one nobody has told us of. */
  readonly meaning: PushMeaning;
  readonly message: string;
  /** What is asked for: `takeover`, `pause` or `resume`. */
  readonly action: string;
  /** How long the service waits for it, in s; absent when it does not say. */
  readonly maxWaitTimeSeconds?: number;
}

/** Reads a push notification. Its channel is `target`, or `source` when it is addressed to the client itself. */
export function readPush({ source, target, data }: Frame): PushEvent {
  const id = valueOf(data, 'id');
  const code = Number(textOf(data, 'code'));
  const maxWait = Number(textOf(fieldsOf(opened(valueOf(data, 'extraParams'))), 'max_wait_time') || Number.NaN);
  const isToUs = target === '' || target.toUpperCase() === socketNames.client;
  return {
    channel: isToUs ? source : target,
    type: textOf(data, 'type'),
    ...((typeof id === 'string' || typeof id === 'number') && { id }),
    code: Number.isFinite(code) ? code : 0,
    meaning: meaningOf(code),
    message: textOf(data, 'message'),
    action: textOf(data, 'action'),
    ...(Number.isFinite(maxWait) && { maxWaitTimeSeconds: maxWait }),
  };
}

const meanings: ReadonlyMap<number, PushMeaning> = new Map(
  Object.entries(codes).map(([code, meaning]) => [Number(code), meaning]),
);
const meaningOf = (code: number): PushMeaning => meanings.get(code) ?? 'other';

/** The answer when the person is done. */
export function doneAnswer({ type, id }: PushEvent): Readonly<Record<string, unknown>> {
  return {
    type: type === '' ? 'call-for-user' : type,
    ...(id !== undefined && { id }),
    code: 199,
    message: 'user handle done',
    action: 'takeoverdone',
  };
}

import type { OddFrame } from '../agent/progress';
import { anyObject, anything, field, flag, type Holding, list, object, oneOf, optional, text, whole } from '../fields';
import { isObject } from '../json';

const ms = whole(0, 86_400_000);
const number = whole(0, 1_000_000);

const toolCall = {
  toolName: text,
  args: optional(anything),
  /** `call-1`, `call-2`... when absent. */
  toolCallId: optional(text),
} as const;

/** Belongs to the last tool call when it does not say to which. */
const toolResult = {
  toolName: optional(text),
  toolCallId: optional(text),
  isError: optional(flag),
  output: optional(text),
  /** Base64 or an address. */
  screenshot: optional(text),
  /** Instead of the other fields. */
  mime: optional(anyObject),
} as const;

/** The task waits for the answer, unless it is polled: that route has no way to answer. */
const question = {
  prompt: text,
  toolCallId: optional(text),
  /** Goes on without an answer then; waits for good when absent. */
  atMostMs: optional(ms),
} as const;

const push = {
  code: number,
  /** `wuying_cdp_mcp_server` when absent. */
  channel: optional(text),
  /** 1, 2... when absent. */
  id: optional(number),
  message: optional(text),
  action: optional(text),
  maxWaitTimeSeconds: optional(number),
  /** Whether the task waits until the client says that the person is done. */
  waits: optional(flag),
} as const;

const rawFrame = object({ raw: text });
const longFrame = object({ bytes: whole(0, 1024 ** 3) });
const dataFrame = object({ data: anything, source: optional(text) });

const frame = field<OddFrame>((value, where) => {
  const kind =
    isObject(value) && 'raw' in value ? rawFrame : isObject(value) && 'bytes' in value ? longFrame : dataFrame;
  return kind.complaint(value, where);
});

/** What happens at one point, after a pause. Of several things in one step each happens, in the order given here. */
export const stepFields = {
  afterMs: optional(ms),
  action: optional(text),
  /** In these texts and in the end's, `{answer}` stands for what the person last answered. */
  reasoning: optional(text),
  content: optional(text),
  toolCall: optional(object(toolCall)),
  toolResult: optional(object(toolResult)),
  callForUser: optional(object(question)),
  fault: optional(object({ code: text, message: text })),
  push: optional(object(push)),
  /** For a streamed task: sends such a frame. */
  frame: optional(frame),
  /** For a streamed task: ends the connection, without a closing frame or with one. The task goes on. */
  drop: optional(oneOf('cut', 'close')),
} as const;

export type ScriptStep = Holding<typeof stepFields>;

const endFields = object({
  afterMs: optional(ms),
  /** The service's word, or any other. `finished` is told as `completed` where the mobile agent is polled. */
  status: text,
  product: optional(
    field<unknown>((value, where) =>
      typeof value === 'string' || (typeof value === 'object' && value !== null)
        ? undefined
        : `${where} must be a text or an object.`,
    ),
  ),
  error: optional(text),
});

const socketFields = {
  /** Cuts the connection instead of taking the task up; nothing was begun. */
  dropsExec: optional(flag),
  /** Pings stay unanswered. */
  neverPongs: optional(flag),
  /** `data` of each frame is JSON text instead of an object. */
  dataAsText: optional(flag),
} as const;

/** How the socket behaves from the moment a scenario's task is asked for over it. */
export type SocketManners = Holding<typeof socketFields>;

/** One task as it is played, but for which tasks it fits. Times are milliseconds. */
export const scenarioFields = {
  /** The agent it must be given to; any when absent. */
  agent: optional(oneOf('computer', 'browser', 'mobile')),
  /** Played one after another. */
  steps: optional(list(object(stepFields), 'step')),
  /** How it ends when the steps are done; `never`: not by itself. */
  end: field<NonNullable<(typeof endFields)['holds']> | 'never'>((value, where) => {
    if (value === 'never') return undefined;
    return isObject(value) ? endFields.complaint(value, where) : `${where} must be "never" or an object.`;
  }),
  /** What comes of a terminate. When absent the server decides; the mobile agent then shows its status. */
  onTerminate: optional(oneOf('gone', 'status', 'ignores')),
  /** How long a terminated task takes to come to rest; 0 when absent. The mobile agent is `cancelling` for that time. */
  stopAfterMs: optional(ms),
  socket: optional(object(socketFields)),
} as const;

export interface Scenario extends Holding<typeof scenarioFields> {
  /** What the task must hold, upper and lower case alike, or match; any task when absent. In JSON `{"pattern", "flags"}`. */
  readonly task?: string | RegExp;
}

/** What the agents do instead of Local's own work: a task follows the first scenario that fits it, or is `unsupported`. */
export type Script = readonly Scenario[];

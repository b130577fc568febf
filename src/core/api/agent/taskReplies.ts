import type { TaskState } from '../../model/task';
import { ServiceError } from '../errors';
import type { TaskFragment } from '../results';
import { quoted } from '../wire/failures';
import { type Fields, fieldsOf, opened, shownText, textOf, valueOf } from '../wire/fields';
import { answered } from '../session/sessionCall';
import { type ToolAnswer, unreadableAnswer } from '../tool/callTool';

/** The action behind every question about a task, for the failures that name it. */
export const TOOL_CALL = 'CallMcpTool';

/** The service's words for where a task stands. `finised` is its own spelling, once. */
const states: ReadonlyMap<string, TaskState> = new Map<string, TaskState>([
  ['running', 'running'],
  ['finished', 'finished'],
  ['completed', 'finished'],
  ['finised', 'finished'],
  ['failed', 'failed'],
  ['unsupported', 'unsupported'],
  ['cancelled', 'terminated'],
  ['canceled', 'terminated'],
  ['terminated', 'terminated'],
  ['cancelling', 'terminating'],
  ['canceling', 'terminating'],
  ['terminating', 'terminating'],
  ['unknown', 'unknown'],
]);

/** No word is no verdict: `unknown`. A word we do not know (`pending`, `queued`) means that the task is not over: `running`. */
export function toTaskState(word: string): TaskState {
  const plain = word.trim().toLowerCase();
  return plain === '' ? 'unknown' : (states.get(plain) ?? 'running');
}

/** How a task stands, by the service's answer. */
export interface TaskReply {
  readonly state: TaskState;
  /** The service's own word. */
  readonly word: string;
  readonly action: string;
  readonly product: string;
  /** Why the task failed or was not taken up; `''` unless it was so. */
  readonly reason: string;
  /** What the agent has told so far; the mobile agent alone does. */
  readonly stream?: readonly TaskFragment[];
}

/** That the service took a task. */
export interface Acceptance extends TaskReply {
  /** `''` for a task that was done on the spot (mobile), which cannot be asked about. */
  readonly taskId: string;
}

/**
 * Reads the answer to executing a task.
 * @throws {ServiceError} `service` when the agent says why it did not take the task, `badReply` when it names none.
 */
export function readExecution(tool: string, answer: ToolAnswer): Acceptance {
  const { fields } = answer;
  const taskId = textOf(fields, 'task_id');
  if (taskId !== '') {
    const reply = readFields(fields);
    return { ...reply, taskId, state: reply.word === '' ? 'running' : reply.state };
  }
  const reason = quoted(textOf(fields, 'error'));
  if (reason !== '') throw new ServiceError('service', reason, answered(TOOL_CALL, answer));
  throw unreadableAnswer(tool, answer, 'names no task');
}

/** @throws {ServiceError} `badReply` when it is no answer about a task. */
export function readStatus(tool: string, answer: ToolAnswer): TaskReply {
  if (!answer.fields) throw unreadableAnswer(tool, answer, 'says nothing about the task');
  return readFields(answer.fields);
}

/** Reads the answer to terminating a task. The request was taken, so whatever is not the end of the task is on its way there. */
export function readTermination({ fields }: ToolAnswer): TaskReply {
  const reply = readFields(fields);
  if (reply.state === 'finished') return { ...reply, state: 'terminated' };
  return reply.state === 'running' || reply.state === 'unknown' ? { ...reply, state: 'terminating' } : reply;
}

const NO_REASON = 'The agent gave no reason.';

function readFields(fields: Fields | undefined): TaskReply {
  const word = textOf(fields, 'status').trim();
  const state = toTaskState(word);
  const product = shownText(valueOf(fields, 'product')) || shownText(valueOf(fields, 'result'));
  const reason = textOf(fields, 'error', 'result', 'product', 'message') || product || NO_REASON;
  const stream = readStream(valueOf(fields, 'stream'));
  return {
    state,
    word,
    action: textOf(fields, 'action', 'task_action'),
    product,
    reason: state === 'failed' || state === 'unsupported' ? reason : '',
    ...(stream.length > 0 && { stream }),
  };
}

/** The whole list comes with each answer (official SDK 0.19): what was told before is told again. */
function readStream(value: unknown): readonly TaskFragment[] {
  const list = opened(value);
  const items: unknown[] = Array.isArray(list) ? list : [];
  return items.flatMap((item) => {
    const fields = fieldsOf(item);
    const reasoning = textOf(fields, 'reasoning');
    const content = textOf(fields, 'content');
    const at = Number(textOf(fields, 'timestamp_ms') || Number.NaN);
    return reasoning === '' && content === '' ? [] : [{ reasoning, content, ...(Number.isFinite(at) && { at }) }];
  });
}

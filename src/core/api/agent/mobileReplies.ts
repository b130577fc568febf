import type { ToolAnswer } from '../tool/callTool';
import { textOf } from '../wire/fields';
import { type Acceptance, readStatus } from './taskReplies';
import { isSettled } from './watchEnds';

/**
 * The mobile agent may do a task on the spot: an answer without a task id, or in prose, is the result then (official SDK 0.19, its
 * source). `undefined` for every other answer: one that names a task, that says what went wrong, that is empty, or that speaks of
 * a task at work without naming it.
 */
export function readOnTheSpot(tool: string, answer: ToolAnswer): Acceptance | undefined {
  const { fields, text } = answer;
  if (text.trim() === '' || textOf(fields, 'task_id') !== '') return undefined;
  const reply = fields && readStatus(tool, answer);
  const product = reply?.product === undefined || reply.product === '' ? text : reply.product;
  if (reply && reply.word !== '') {
    return isSettled({ taskStatus: reply.state }) ? { ...reply, taskId: '', product } : undefined;
  }
  if (textOf(fields, 'error') !== '') return undefined;
  return { taskId: '', state: 'finished', word: '', action: '', product, reason: '' };
}

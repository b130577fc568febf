import type { ServiceError } from '../errors';
import { badInput, withDetail } from '../wire/failures';
import { TOOL_CALL } from './taskReplies';

/** Longest task that is sent, in bytes of UTF-8. A limit of our own: the service's is not known. */
export const MAX_TASK_BYTES = 64 * 1024;

/** @throws {ServiceError} `badInput` for an empty task, or one that is too long. */
export function checkTask(task: string): void {
  if (task.trim() === '') throw badInput('The task is empty. Say what the agent shall do.');
  const bytes = Buffer.byteLength(task);
  if (bytes > MAX_TASK_BYTES) {
    throw badInput(`The task is too long: ${bytes} bytes, and ${MAX_TASK_BYTES} are allowed. Shorten it.`);
  }
}

/** @throws {ServiceError} `badInput` for an empty id. */
export function checkTaskId(taskId: string): void {
  if (taskId.trim() === '') throw badInput('The task id is empty.');
}

/**
 * What is wrong with how long a task shall be waited for.
 * @param patience A number of tries, as the 0.13 interface counts it, or a time.
 */
export function patienceFault(patience: number | { readonly timeoutMs: number }): ServiceError | undefined {
  if (typeof patience === 'object')
    return patience.timeoutMs > 0 ? undefined : bad('The time to wait must be above 0 ms.');
  if (Number.isInteger(patience) && patience >= 1) return undefined;
  return bad('The number of tries must be a whole number, at least 1.');
}

const bad = (what: string): ServiceError => withDetail(badInput(what), { action: TOOL_CALL });

import type { TaskState } from '../../model/task';
import type { ServiceError } from '../errors';
import type { PushEvent } from '../socket/push';
import type { ExecutionResult } from '../results';
import type { Picture } from '../session/picture';

/**
 * What happens to a task, the same whether it was streamed or polled. A polled task shows what its samples showed: an action
 * shorter than the pause between two questions is missing.
 */
export type TaskEvent =
  /** The task was taken up. `taskId` is `''` on the streaming route, which names none. */
  | { readonly type: 'started'; readonly taskId: string }
  /** The task's state changed. */
  | { readonly type: 'status'; readonly taskStatus: TaskState; readonly rawStatus: string }
  /** What the agent says it is doing now (`task_action`). */
  | { readonly type: 'action'; readonly taskAction: string }
  /** A piece of the agent's thinking. */
  | { readonly type: 'reasoning'; readonly text: string }
  /** A piece of its answer. */
  | { readonly type: 'content'; readonly text: string }
  | { readonly type: 'toolCall'; readonly toolCallId: string; readonly toolName: string; readonly args: unknown }
  | {
      readonly type: 'toolResult';
      readonly toolCallId: string;
      readonly toolName: string;
      readonly isError: boolean;
      readonly output: string;
      /** What the agent saw then; absent where the service sends none that is one. */
      readonly screenshot?: Picture;
    }
  /** The agent asks the person something and waits; answered by the stream's `onCallForUser`. */
  | { readonly type: 'callForUser'; readonly toolCallId: string; readonly prompt: string }
  /**
   * The service says something of its own accord while the task is at work: the browser is stuck at a captcha, a login goes on. See
   * `Session.answerCallForUser`. Streamed tasks tell it at once; polled ones if asked to (`withPushes`), with the next answer.
   */
  | { readonly type: 'push'; readonly push: PushEvent }
  /** A fault inside the task, by the agent's own account; the task's end still follows. */
  | { readonly type: 'fault'; readonly code: string; readonly message: string }
  /** A question about the task failed, or its stream was cut: nothing is known about the task by this. */
  | { readonly type: 'problem'; readonly error: ServiceError }
  /** The last event: the task has ended, or is no longer followed, which `result.error` then says. */
  | { readonly type: 'end'; readonly result: ExecutionResult };

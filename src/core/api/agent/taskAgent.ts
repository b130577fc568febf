import { ServiceError } from '../errors';
import { badInput } from '../wire/failures';
import { failedExecution, failedQuery, guarded, unconfirmed } from '../wire/outcomes';
import type { CallOptions, ExecutionResult, QueryResult } from '../results';
import type { SessionContext } from '../session/context';
import { readExecution, readStatus, readTermination, type TaskReply } from './taskReplies';
import { callTool } from '../tool/callTool';
import { waitForTask } from './waitForTask';

/** Longest task that is sent, in bytes of UTF-8. A limit of our own: the service's is not known. */
export const MAX_TASK_BYTES = 64 * 1024;

/** The names of an agent's tools. */
export interface AgentTools {
  readonly execute: string;
  readonly status: string;
  readonly terminate: string;
}

/** An agent that does tasks in plain language inside a session. Its methods do not throw: see `ApiResult`. */
export class TaskAgent {
  readonly #context: SessionContext;
  readonly #tools: AgentTools;

  constructor(context: SessionContext, tools: AgentTools) {
    this.#context = context;
    this.#tools = tools;
  }

  /** Hands over a task and returns at once. Sent once and never again: see `mayHaveBeenAccepted` when it failed. */
  async executeTask(task: string, call?: CallOptions): Promise<ExecutionResult> {
    return guarded<ExecutionResult>(
      async () => {
        checkTask(task);
        const tool = this.#tools.execute;
        const answer = await callTool(this.#context, tool, this.taskArguments(task), 'once', call);
        const { taskId, ...reply } = readExecution(tool, answer);
        return toExecution(taskId, answer.requestId, reply);
      },
      (error) =>
        failedExecution(
          unconfirmed(error, 'The task may have been taken up all the same: look before you run it again.'),
        ),
    );
  }

  /**
   * Hands over a task and asks about it, every 3 s by default, until it has ended.
   * @param maxTryTimes Questions at most, a whole number from 1.
   * @returns `success` only if the task finished. Out of tries, or stopped by the signal, the task runs on and the result says so.
   */
  async executeTaskAndWait(task: string, maxTryTimes: number, call: CallOptions = {}): Promise<ExecutionResult> {
    if (!Number.isInteger(maxTryTimes) || maxTryTimes < 1) {
      return failedExecution(badInput('The number of tries must be a whole number, at least 1.'));
    }
    const accepted = await this.executeTask(task, call);
    if (!accepted.success) return accepted;
    const { gateway, pollIntervalMs } = this.#context;
    const { signal } = call;
    return waitForTask(accepted, () => this.getTaskStatus(accepted.taskId, call), {
      maxTryTimes,
      pollIntervalMs,
      clock: gateway.clock,
      signal,
    });
  }

  /** Asks how a task is. `notFound` with subject `task`: it has ended, and how cannot be told any more. */
  async getTaskStatus(taskId: string, call?: CallOptions): Promise<QueryResult> {
    return guarded<QueryResult>(
      async () => {
        checkTaskId(taskId);
        const tool = this.#tools.status;
        const answer = await callTool(this.#context, tool, { task_id: taskId }, 'safe', call);
        const { state, word, action, product, reason } = readStatus(tool, answer);
        return {
          success: true,
          requestId: answer.requestId,
          taskId,
          taskStatus: state,
          rawStatus: word,
          taskAction: action,
          taskProduct: product,
          errorMessage: reason,
        };
      },
      (error) => failedQuery(taskId, error),
    );
  }

  /**
   * Asks for the end of a task; `terminating` until a later status confirms it. That the service no longer knows the task is
   * a success too: nothing is left to stop.
   */
  async terminateTask(taskId: string, call?: CallOptions): Promise<ExecutionResult> {
    return guarded<ExecutionResult>(
      async () => {
        checkTaskId(taskId);
        const answer = await callTool(this.#context, this.#tools.terminate, { task_id: taskId }, 'safe', call);
        return toExecution(taskId, answer.requestId, readTermination(answer));
      },
      (error) =>
        isTaskGone(error) ? nothingLeft(taskId, error) : { ...failedExecution(error), taskId, taskStatus: 'unknown' },
    );
  }

  /** What the execute tool is given. */
  protected taskArguments(task: string): Readonly<Record<string, unknown>> {
    return { task };
  }
}

function checkTask(task: string): void {
  if (task.trim() === '') throw badInput('The task is empty. Say what the agent shall do.');
  const bytes = Buffer.byteLength(task);
  if (bytes > MAX_TASK_BYTES) {
    throw badInput(`The task is too long: ${bytes} bytes, and ${MAX_TASK_BYTES} are allowed. Shorten it.`);
  }
}

function checkTaskId(taskId: string): void {
  if (taskId.trim() === '') throw badInput('The task id is empty.');
}

function toExecution(taskId: string, requestId: string, { state, word, product, reason }: TaskReply): ExecutionResult {
  return {
    success: true,
    requestId,
    taskId,
    taskStatus: state,
    rawStatus: word,
    taskResult: product,
    errorMessage: reason,
  };
}

const isTaskGone = ({ kind, detail }: ServiceError): boolean => kind === 'notFound' && detail.subject === 'task';

function nothingLeft(taskId: string, { detail, message }: ServiceError): ExecutionResult {
  return {
    success: true,
    requestId: detail.requestId ?? '',
    taskId,
    taskStatus: 'unknown',
    rawStatus: '',
    taskResult: '',
    errorMessage: message,
  };
}

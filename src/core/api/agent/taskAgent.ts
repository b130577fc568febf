import { mayHaveBeenAccepted, ServiceError } from '../errors';
import type { CallOptions, ExecutionResult, QueryResult } from '../results';
import type { SessionContext } from '../session/context';
import { guardedAs } from '../session/sessionCall';
import type { SessionSocket } from '../socket/sessionSocket';
import { callTool, type ToolAnswer } from '../tool/callTool';
import { failedExecution, failedQuery, unconfirmed } from '../wire/outcomes';
import type { TaskEvent } from './events';
import { hearing, type TakePushes } from './heardPushes';
import type { WaitListener, WaitOptions, WatchOptions } from './options';
import type { OutputSchema } from './outputSchema';
import { checkTask, checkTaskId, patienceFault } from './taskInput';
import { TaskMemory } from './taskNotes';
import { type Acceptance, readExecution, readStatus, readTermination, type TaskReply, TOOL_CALL } from './taskReplies';
import { TaskWatch, type Watched } from './taskWatch';
import { toExecution, toQuery } from './taskResults';

/** The names of an agent's tools. */
export interface AgentTools {
  readonly execute: string;
  readonly status: string;
  readonly terminate: string;
}

/** A task ready to be sent. */
export interface PreparedTask {
  /** What the execute tool is given. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What the task's product shall follow. */
  readonly schema?: OutputSchema | undefined;
}

/**
 * An agent that does tasks in plain language inside a session. Its methods do not throw: see `ApiResult`. `Options` is what the
 * agent takes with a task.
 */
export abstract class TaskAgent<Options extends CallOptions = CallOptions> {
  readonly #context: SessionContext;
  readonly #socket: SessionSocket;
  readonly #tools: AgentTools;
  readonly #memory = new TaskMemory();

  constructor(context: SessionContext, tools: AgentTools, socket: SessionSocket) {
    this.#context = context;
    this.#socket = socket;
    this.#tools = tools;
  }

  /** Hands over a task and returns at once. Sent once and never again: see `mayHaveBeenAccepted` when it failed. */
  async executeTask(task: string, options?: Options): Promise<ExecutionResult> {
    return guardedAs<ExecutionResult>(
      TOOL_CALL,
      async () => {
        checkTask(task);
        const { args, schema } = await this.prepare(task, options);
        const answer = await callTool(this.#context, this.#tools.execute, args, 'once', options);
        const { taskId, ...reply } = this.readAcceptance(this.#tools.execute, answer);
        if (taskId !== '') this.#memory.accept(taskId, this.#context.gateway.clock.now(), schema);
        return toExecution(taskId, answer.requestId, reply);
      },
      (error) =>
        failedExecution(
          unconfirmed(error, 'The task may have been taken up all the same: look before you run it again.'),
        ),
    );
  }

  /**
   * Hands over a task and waits until it has ended. It is asked about often at first and ever less, up to the client's
   * `pollIntervalMs` (3 s) between two questions.
   * @param maxTryTimes The patience, as the 0.13 interface counts it, a whole number from 1: as long as so many questions would
   * take at one each `pollIntervalMs`. So 20 is a minute. How often is really asked is another matter.
   * @returns `success` only if the task finished with what was asked for. Out of patience, stopped by the signal, or with the
   * key refused, the task is left running and the result says so.
   */
  executeTaskAndWait(task: string, maxTryTimes: number, options?: Options & WaitListener): Promise<ExecutionResult>;
  /** The same with the patience as `timeoutMs`, from when the task was accepted, and what shall happen when that is over. */
  executeTaskAndWait(task: string, options: WaitOptions<Options>): Promise<ExecutionResult>;
  async executeTaskAndWait(
    task: string,
    patience: number | WaitOptions<Options>,
    options?: Options & WaitListener,
  ): Promise<ExecutionResult> {
    const fault = patienceFault(patience);
    if (fault) return failedExecution(fault);
    // The time limit is the waiting's; handing the task over has the client's own.
    if (typeof patience === 'object') return this.#wait(task, { ...patience, timeoutMs: undefined }, patience);
    const { signal, onEvent } = options ?? {};
    return this.#wait(task, options, { signal, onEvent, timeoutMs: patience * this.#context.pollIntervalMs });
  }

  /** Asks how a task is. `notFound` with subject `task`: it has ended, and how cannot be told any more. */
  getTaskStatus(taskId: string, call?: CallOptions): Promise<QueryResult> {
    const tool = this.#tools.status;
    return guardedAs<QueryResult>(
      TOOL_CALL,
      async () => {
        checkTaskId(taskId);
        const answer = await callTool(this.#context, tool, { task_id: taskId }, 'safe', call);
        return toQuery(taskId, answer.requestId, this.readStatus(tool, answer), this.#memory.peek(taskId));
      },
      (error) => failedQuery(taskId, error),
    );
  }

  /**
   * Asks for the end of a task; `terminating` until a later status confirms it. That the service no longer knows the task is
   * a success too: nothing is left to stop.
   */
  async terminateTask(taskId: string, call?: CallOptions): Promise<ExecutionResult> {
    const notes = this.#memory.of(taskId);
    const wasEndAsked = notes.isEndAsked;
    // From here on the service may have taken the wish, whatever comes back.
    notes.isEndAsked = true;
    return guardedAs<ExecutionResult>(
      TOOL_CALL,
      async () => {
        checkTaskId(taskId);
        const answer = await callTool(this.#context, this.#tools.terminate, { task_id: taskId }, 'safe', call);
        return toExecution(taskId, answer.requestId, readTermination(answer));
      },
      (error) => {
        if (!mayHaveBeenAccepted(error)) notes.isEndAsked = wasEndAsked;
        if (isTaskGone(error)) return nothingLeft(taskId, error);
        return { ...failedExecution(error), taskId, taskStatus: 'unknown' };
      },
    );
  }

  /**
   * Follows a task until it has ended: what each answer about it shows as events, the last of them `end`. Asks at the pace of
   * `executeTaskAndWait`. Nothing is thrown, and leaving the loop early leaves the task running. To be read once.
   */
  async *watchTask(taskId: string, options: WatchOptions = {}): AsyncIterable<TaskEvent> {
    yield* hearing(this.#socket, this.#context, options, (pushes) =>
      this.#watch(toExecution(taskId, '', nothingKnown), options, pushes),
    );
  }

  /** Hands over a task and follows it: the events of `watchTask`, or a lone `end` when it was not taken up. */
  protected async *run(
    task: string,
    options: Options | undefined,
    watch: WatchOptions,
  ): AsyncGenerator<TaskEvent, void, undefined> {
    yield* hearing(this.#socket, this.#context, watch, (pushes) => this.#runAndWatch(task, options, watch, pushes));
  }

  /**
   * What is sent for a task.
   * @throws {ServiceError} `badInput` for options the agent does not take.
   */
  protected abstract prepare(task: string, options?: Options): Promise<PreparedTask>;

  /**
   * Reads the answer to executing a task.
   * @throws {ServiceError} `service` when the agent says why it did not take the task, `badReply` when it names none.
   */
  protected readAcceptance(tool: string, answer: ToolAnswer): Acceptance {
    return readExecution(tool, answer);
  }

  /** @throws {ServiceError} `badReply` when it is no answer about a task. */
  protected readStatus(tool: string, answer: ToolAnswer): TaskReply {
    return readStatus(tool, answer);
  }

  async #wait(
    task: string,
    options: Options | undefined,
    { onEvent, ...watch }: WatchOptions & WaitListener,
  ): Promise<ExecutionResult> {
    for await (const event of this.run(task, options, watch)) {
      onEvent?.(event);
      if (event.type === 'end') return event.result;
    }
    throw new Error('The events of a task ended without an end.');
  }

  async *#runAndWatch(
    task: string,
    options: Options | undefined,
    watch: WatchOptions,
    pushes: TakePushes,
  ): AsyncGenerator<TaskEvent, void, undefined> {
    const accepted = await this.executeTask(task, options);
    const success = accepted.success && accepted.taskStatus === 'finished';
    // A task without an id was done on the spot, or not taken up: there is nothing to ask about.
    if (!accepted.success || accepted.taskId === '') yield { type: 'end', result: { ...accepted, success } };
    else yield* this.#watch(accepted, watch, pushes);
  }

  #watch(accepted: ExecutionResult, options: WatchOptions, pushes: TakePushes): AsyncIterable<TaskEvent> {
    const { taskId } = accepted;
    const { gateway, pollIntervalMs } = this.#context;
    const watched: Watched = {
      accepted,
      notes: this.#memory.of(taskId),
      ask: (call) => this.getTaskStatus(taskId, call),
      pushes,
      terminate: (call) => this.terminateTask(taskId, call),
      pollIntervalMs,
      callTimeoutMs: gateway.timeoutMs,
      clock: gateway.clock,
    };
    return new TaskWatch(watched, options).events();
  }
}

const isTaskGone = ({ kind, detail }: ServiceError): boolean => kind === 'notFound' && detail.subject === 'task';

const nothingKnown: TaskReply = { state: 'unknown', word: '', action: '', product: '', reason: '' };

const nothingLeft = (taskId: string, { detail, message }: ServiceError): ExecutionResult =>
  toExecution(taskId, detail.requestId ?? '', { ...nothingKnown, reason: message });

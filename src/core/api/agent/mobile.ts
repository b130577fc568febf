import { agentServers, agentTools, socketNames } from '../../../protocol/wire';
import { ServiceError } from '../errors';
import type { CallOptions, ExecutionResult } from '../results';
import type { SessionContext } from '../session/context';
import { guardedAs } from '../session/sessionCall';
import type { SessionSocket } from '../socket/sessionSocket';
import type { ToolAnswer } from '../tool/callTool';
import { badInput } from '../wire/failures';
import { failedExecution } from '../wire/outcomes';
import type { TaskEvent } from './events';
import { readOnTheSpot } from './mobileReplies';
import { StreamEvents } from './streamEvents';
import { streamTask, type UserQuestion } from './streamTask';
import { type PreparedTask, TaskAgent } from './taskAgent';
import { checkTask } from './taskInput';
import type { Acceptance } from './taskReplies';

/** Source: official SDK, which sends this unless told otherwise. */
const DEFAULT_MAX_STEPS = 50;

/** What a task of the mobile agent may be told beside its words. */
export interface MobileTaskOptions extends CallOptions {
  /** How many steps the agent may take, a whole number from 1; 50 unless told. */
  readonly maxSteps?: number | undefined;
}

/** How a task is streamed. */
export interface StreamOptions {
  /** How many steps the agent may take, a whole number from 1; 50 unless told. */
  readonly maxSteps?: number | undefined;
  /**
   * Answers a question of the agent to the person; `''` when it rejects, or when there is no handler. Not asked where the task is
   * polled: that route carries no questions.
   */
  readonly onCallForUser?: ((question: UserQuestion) => Promise<string>) | undefined;
  /** Longest time to follow the task, in ms, from when it was handed over; no limit unless told. The task goes on. */
  readonly timeoutMs?: number | undefined;
  /** Ends the following; the task goes on. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A task while it is at work. Its events are for one reader, who may leave early or never come: neither stops the task or keeps
 * the result from coming. What waits for a late reader is bounded (32 million characters); beyond that the oldest are dropped.
 */
export interface TaskStream extends AsyncIterable<TaskEvent> {
  /** What the `end` event says. Never rejects over a failure: see `ApiResult`. `success` only if the task finished. */
  readonly result: Promise<ExecutionResult>;
}

/** The agent that works a phone. Lives on the image `mobile_latest`. */
export class Mobile extends TaskAgent<MobileTaskOptions> {
  readonly #context: SessionContext;
  readonly #socket: SessionSocket;

  constructor(context: SessionContext, socket: SessionSocket) {
    super(context, agentTools.mobile, socket);
    this.#context = context;
    this.#socket = socket;
  }

  /**
   * Hands over a task and tells what happens to it while it happens: over the session's WebSocket where the service offers one
   * (known after `create` or `get`), else, or when it does not open, by asking again and again. The events are the same.
   *
   * A task streamed over WebSocket has no id. When that breaks off, nobody can ask about the task: `taskStatus` is `unknown`, never
   * `failed`, and `error` says what to do. `notSent` means that the task was certainly not taken. Following ends by `signal` or
   * `timeoutMs` with `running`: the service has no way to stop a streamed task but deleting its session (official SDK 0.19).
   */
  streamTask(task: string, options: StreamOptions = {}): TaskStream {
    const events = new StreamEvents();
    const result = this.#follow(task, options, (event, size) => events.push(event, size))
      .then((outcome) => {
        events.push({ type: 'end', result: outcome });
        return outcome;
      })
      .finally(() => events.end());
    return { result, [Symbol.asyncIterator]: () => events[Symbol.asyncIterator]() };
  }

  protected override prepare(
    task: string,
    { maxSteps = DEFAULT_MAX_STEPS }: MobileTaskOptions = {},
  ): Promise<PreparedTask> {
    return Promise.resolve({ args: { task, max_steps: checkedSteps(maxSteps) } });
  }

  protected override readAcceptance(tool: string, answer: ToolAnswer): Acceptance {
    return readOnTheSpot(tool, answer) ?? super.readAcceptance(tool, answer);
  }

  #follow(
    task: string,
    options: StreamOptions,
    tell: (event: TaskEvent, size?: number) => void,
  ): Promise<ExecutionResult> {
    const work = async (): Promise<ExecutionResult> => {
      const { maxSteps = DEFAULT_MAX_STEPS, onCallForUser, signal, timeoutMs } = options;
      checkTask(task);
      checkedSteps(maxSteps);
      if (timeoutMs !== undefined && !(timeoutMs > 0)) throw badInput('The time to follow must be above 0 ms.');
      const { access, gateway, log, sessionId } = this.#context;
      if (this.#socket.isOffered) {
        const target = access().servers.get(agentTools.mobile.execute) ?? agentServers.mobile;
        const order = { task, maxSteps, target };
        const follower = { signal, timeoutMs, onCallForUser, clock: gateway.clock, tell };
        const outcome = await streamTask(this.#socket, order, follower);
        if (!(outcome instanceof ServiceError)) return outcome;
        log?.warn(`${sessionId}: the task is polled instead of streamed. ${outcome.message}`);
      }
      for await (const event of this.run(task, { maxSteps, signal }, { signal, timeoutMs })) {
        if (event.type === 'end') return event.result;
        tell(event);
      }
      throw new Error('The events of a task ended without an end.');
    };
    return guardedAs(socketNames.executeTask, work, failedExecution);
  }
}

function checkedSteps(maxSteps: number): number {
  if (Number.isInteger(maxSteps) && maxSteps >= 1) return maxSteps;
  throw badInput('The number of steps must be a whole number, at least 1.');
}

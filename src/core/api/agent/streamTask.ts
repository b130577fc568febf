import { socketNames } from '../../../protocol/wire';
import type { Clock } from '../../util/clock';
import { ServiceError } from '../errors';
import type { ExecutionResult } from '../results';
import type { Frame } from '../socket/frames';
import { readPush } from '../socket/push';
import { newInvocationId, type SessionSocket, type SocketUser } from '../socket/sessionSocket';
import { readStreamFrame } from '../socket/streamFrames';
import { notOpened } from '../socket/troubles';
import { aborted, withDetail } from '../wire/failures';
import { failedExecution } from '../wire/outcomes';
import type { TaskEvent } from './events';
import { StreamStory } from './streamStory';

/** The agent waits for a person's word. */
export interface UserQuestion {
  readonly prompt: string;
  readonly toolCallId: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** What is handed over. */
export interface StreamOrder {
  readonly task: string;
  readonly maxSteps: number;
  /** The server of the agent. */
  readonly target: string;
}

/** How the task is followed. */
export interface StreamFollower {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly onCallForUser?: ((question: UserQuestion) => Promise<string>) | undefined;
  readonly clock: Clock;
  /** Gets each event but the `end`, with about how many characters it holds. */
  readonly tell: (event: TaskEvent, size?: number) => void;
}

/**
 * Hands a task over on the socket of its session and follows it to its end. Does not reject when the service fails.
 * @returns The error instead when the socket did not open: then nothing was handed over, and another way may be tried.
 */
export function streamTask(
  socket: SessionSocket,
  order: StreamOrder,
  follower: StreamFollower,
): Promise<ExecutionResult | ServiceError> {
  return new StreamedTask(socket, order, follower).run();
}

class StreamedTask implements SocketUser {
  readonly invocationId = newInvocationId();
  readonly #socket: SessionSocket;
  readonly #order: StreamOrder;
  readonly #follower: StreamFollower;
  readonly #story = new StreamStory();
  readonly #over = new AbortController();
  #settle: (outcome: ExecutionResult | ServiceError) => void = () => undefined;
  #callOff: () => void = () => undefined;
  #isSent = false;

  constructor(socket: SessionSocket, order: StreamOrder, follower: StreamFollower) {
    this.#socket = socket;
    this.#order = order;
    this.#follower = follower;
  }

  async run(): Promise<ExecutionResult | ServiceError> {
    const { signal } = this.#follower;
    const settled = new Promise<ExecutionResult | ServiceError>((resolve) => (this.#settle = resolve));
    signal?.addEventListener('abort', () => this.#stop(), { signal: this.#over.signal });
    if (signal?.aborted) this.#stop();
    else await Promise.race([settled, this.#handOver()]);
    return settled;
  }

  receive(frame: Frame): void {
    const part = readStreamFrame(frame);
    if (!part || this.#over.signal.aborted) return;
    this.#tell(this.#story.hear(part), frame.size);
    if (part.type === 'callForUser') void this.#answer(part);
  }

  pushed(frame: Frame): void {
    if (this.#isSent && !this.#over.signal.aborted) this.#tell(this.#story.overhear(readPush(frame)), frame.size);
  }

  lost(error: ServiceError): void {
    if (this.#over.signal.aborted) return;
    if (!this.#isSent) this.#finish(error);
    else if (error.kind === 'aborted') this.#tell([this.#story.left('aborted', error.message)]);
    else this.#tell(this.#story.cut(withDetail(error, { action: socketNames.executeTask })));
  }

  async #handOver(): Promise<void> {
    const { clock, timeoutMs = Infinity } = this.#follower;
    const { task, maxSteps, target } = this.#order;
    try {
      await this.#socket.join(this);
    } catch (error) {
      if (error instanceof ServiceError) {
        this.#finish(error);
        return;
      }
      throw error;
    }
    if (this.#over.signal.aborted) return;
    const data = { method: socketNames.executeTask, params: { task, max_steps: maxSteps } };
    this.#isSent = this.#socket.send(this.invocationId, target, data);
    if (!this.#isSent) {
      this.#finish(notOpened('this session'));
      return;
    }
    if (timeoutMs === Infinity) return;
    const why = `The task had not ended within ${timeoutMs / 1000} s.`;
    this.#callOff = clock.after(timeoutMs, () => this.#tell([this.#story.left('timeout', why)]));
  }

  #stop(): void {
    if (this.#isSent) this.#tell([this.#story.left('aborted', 'Stopped following the task.')]);
    else this.#finish(failedExecution(withDetail(aborted(false), { action: socketNames.executeTask })));
  }

  /** Answers the agent's question on its own stream: with nothing, as the official SDK 0.19 does, when nobody can. */
  async #answer({ prompt, toolCallId }: { readonly prompt: string; readonly toolCallId: string }): Promise<void> {
    const { onCallForUser } = this.#follower;
    let response = '';
    try {
      response = (await onCallForUser?.({ prompt, toolCallId, signal: this.#over.signal })) ?? '';
    } catch (cause) {
      const error = new ServiceError(
        'badInput',
        "The agent's question was answered with nothing: its handler failed.",
        {
          action: socketNames.resumeTask,
          cause,
        },
      );
      if (!this.#over.signal.aborted) this.#follower.tell({ type: 'problem', error });
    }
    if (this.#over.signal.aborted) return;
    // Not sent when the socket is just going: then `lost` says so.
    const data = { method: socketNames.resumeTask, params: { toolCallId, response } };
    this.#socket.send(this.invocationId, this.#order.target, data);
  }

  #tell(events: Iterable<TaskEvent>, size?: number): void {
    for (const event of events) {
      if (event.type === 'end') this.#finish(event.result);
      else this.#follower.tell(event, size);
    }
  }

  #finish(outcome: ExecutionResult | ServiceError): void {
    this.#callOff();
    this.#over.abort();
    this.#socket.leave(this);
    this.#settle(outcome);
  }
}

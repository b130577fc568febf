import { socketNames, TASK_BUSY } from '../../../protocol/wire';
import type { TaskState } from '../../model/task';
import { ServiceError } from '../errors';
import type { ExecutionResult } from '../results';
import type { PushEvent } from '../socket/push';
import type { StreamPart } from '../socket/streamFrames';
import { quoted } from '../wire/failures';
import { failedExecution } from '../wire/outcomes';
import type { TaskEvent } from './events';
import { toTaskState } from './taskReplies';
import { ended, isSettled, unsettled } from './watchEnds';

const NO_REASON = 'The agent gave no reason.';
const NO_WAY_BACK =
  'A streamed task has no id, so it can be neither asked about nor stopped: look at the live view of the session, or delete the session.';

type Told = Generator<TaskEvent, void, undefined>;

/** What the frames of a stream come to: events, and in the end a result. The `end` event is the last. */
export class StreamStory {
  readonly #pieces: string[] = [];
  #hasBegun = false;
  #lastFault = '';
  /** Pushes that came before the first frame of the stream. */
  readonly #early: PushEvent[] = [];

  /** Something the service says beside the stream. It is told after the beginning, which it does not make. */
  *overhear(push: PushEvent): Told {
    if (this.#hasBegun) yield { type: 'push', push };
    else this.#early.push(push);
  }

  *hear(part: StreamPart): Told {
    switch (part.type) {
      case 'failed':
        // The first answer to the task, and none of a stream: it was not taken.
        if (!part.hasPhase && !this.#hasBegun) return yield end(failedExecution(refusedTask(part)));
        yield* this.#begin();
        yield { type: 'fault', code: part.code, message: part.message };
        // The stream is over (all official SDKs); how the task ended, only an `end` would tell.
        return yield* this.cut(new ServiceError('network', brokenOffBy(part.message), facts()));
      case 'cut':
        return yield* this.cut(new ServiceError('network', closedBy(part.message), facts()));
      case 'end':
        yield* this.#begin();
        return yield* this.#end({ ...part, status: toTaskState(part.status), rawStatus: part.status });
      case 'fault':
        // No verdict: an end follows, and it alone says whether the agent got over it. The official SDKs disagree here.
        this.#lastFault = part.message;
        break;
      case 'content':
        this.#pieces.push(part.text);
        break;
      case 'reasoning':
      case 'toolCall':
      case 'toolResult':
      case 'callForUser':
    }
    yield* this.#begin();
    yield part;
  }

  /** The stream broke off. What becomes of the task nobody can say: never that it failed. */
  *cut({ kind, message, detail }: ServiceError): Told {
    const error = new ServiceError(kind, `${message} The task may be running on. ${NO_WAY_BACK}`, detail);
    yield { type: 'problem', error };
    yield end(unsettled(this.#result('unknown'), error));
  }

  /** We stopped listening, which stops nothing else: there is no frame for that (official SDK 0.19). */
  left(kind: 'aborted' | 'timeout', why: string): TaskEvent {
    const error = new ServiceError(kind, `${why} The task was left running. ${NO_WAY_BACK}`, facts());
    return end(unsettled(this.#result('running'), error));
  }

  *#begin(): Told {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    yield { type: 'started', taskId: '' };
    yield { type: 'status', taskStatus: 'running', rawStatus: '' };
    for (const push of this.#early) yield { type: 'push', push };
  }

  *#end(verdict: {
    readonly status: TaskState;
    readonly rawStatus: string;
    readonly taskResult?: string;
    readonly reason: string;
  }): Told {
    const { rawStatus, taskResult = this.#result('running').taskResult, reason } = verdict;
    const taskStatus = isSettled({ taskStatus: verdict.status }) ? verdict.status : 'unknown';
    const known = { ...this.#result(taskStatus), rawStatus, taskResult };
    yield { type: 'status', taskStatus, rawStatus };
    if (taskStatus === 'unknown') return yield end(unsettled(known, noVerdict(rawStatus)));
    const isGood = taskStatus === 'finished';
    yield end(ended({ ...known, errorMessage: isGood ? '' : reason || this.#lastFault || taskResult || NO_REASON }));
  }

  #result(taskStatus: TaskState): ExecutionResult {
    const taskResult = this.#pieces.join('');
    return { success: false, requestId: '', taskId: '', taskStatus, rawStatus: '', taskResult, errorMessage: '' };
  }
}

const end = (result: ExecutionResult): TaskEvent => ({ type: 'end', result });

const facts = (): ServiceError['detail'] => ({ action: socketNames.executeTask, attempts: 1, requestSent: true });

const closedBy = (message: string): string =>
  message === ''
    ? 'AgentBay ended the stream without a word of the agent.'
    : `AgentBay ended the stream: ${quoted(message).replace(/\.?$/, '.')}`;

const brokenOffBy = (message: string): string =>
  `The agent broke the stream off${message === '' ? ' without a reason.' : `: ${quoted(message).replace(/\.?$/, '.')}`}`;

function refusedTask({ code, message }: { readonly code: string; readonly message: string }): ServiceError {
  const words = message.includes(TASK_BUSY)
    ? `${TASK_BUSY} in this session. Wait for it, terminate it, or use another session.`
    : quoted(message) || 'AgentBay refused the task without a reason.';
  return new ServiceError('service', words, { ...facts(), ...(code !== '' && { code }) });
}

const noVerdict = (word: string): ServiceError =>
  new ServiceError(
    'badReply',
    `The stream ended with the word "${word.slice(0, 80)}", which does not say how the task ended. ${NO_WAY_BACK}`,
    facts(),
  );

import type { Clock } from '../../util/clock';
import type { ServiceError } from '../errors';
import type { CallOptions, ExecutionResult, QueryResult } from '../results';
import { type Ask, askInTime } from './askInTime';
import type { TaskEvent } from './events';
import type { TakePushes } from './heardPushes';
import type { WatchOptions } from './options';
import {
  ended,
  endedForTime,
  heard,
  isSettled,
  outOfTime,
  refusedForGood,
  stopped,
  unsettled,
  vanished,
} from './watchEnds';
import { pauseMs } from './pace';
import { Samples } from './samples';
import type { TaskNotes } from './taskNotes';

/** How long the service has to confirm an end that was asked for: 30 s, as in the official SDK. */
const CONFIRM_WITHIN_MS = 30_000;
/** What watching a task is built on. The calls do not reject but for mistakes of our own. */
export interface Watched {
  /** What is known of the task at the beginning. */
  readonly accepted: ExecutionResult;
  readonly notes: TaskNotes;
  readonly ask: Ask;
  readonly pushes: TakePushes;
  readonly terminate: (call: CallOptions) => Promise<ExecutionResult>;
  /** Longest pause between two questions, in ms. */
  readonly pollIntervalMs: number;
  /** Limit for one call, in ms. */
  readonly callTimeoutMs: number;
  readonly clock: Clock;
  /** Spreads the questions; 0 to 1, as `Math.random`. */
  readonly random?: () => number;
}

/**
 * Asks about a task until it has ended, and tells what the answers show. A question that fails says nothing about the task:
 * it is told as a `problem` and asked again. What ends the watching before the task: the task or its session is gone, the key
 * is not accepted any more, the time is up, the signal.
 */
export class TaskWatch {
  readonly #task: Watched;
  readonly #options: WatchOptions;
  readonly #timeoutMs: number;
  #current: ExecutionResult;
  #questions = 0;
  /** In a row, up to the last question. */
  #failures = 0;
  #lastFailure: ServiceError | undefined;
  #ageFrom: number;
  #deadline: number;
  /** We have asked for the task's end because its time was up. */
  #isEnding = false;

  constructor(task: Watched, options: WatchOptions) {
    this.#task = task;
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? Infinity;
    this.#current = task.accepted;
    const now = task.clock.now();
    this.#ageFrom = task.notes.acceptedAt ?? now;
    this.#deadline = now + this.#timeoutMs;
  }

  /** To be read once. The last event is `end`; nothing is thrown. */
  async *events(): AsyncGenerator<TaskEvent, void, undefined> {
    const samples = new Samples();
    yield { type: 'started', taskId: this.#current.taskId };
    for (;;) {
      const answer = await this.#ask();
      yield* this.#task.pushes();
      let result = answer.error ? this.#afterFailure(answer.error) : this.#afterAnswer(answer);
      if (!answer.error) yield* samples.read(answer);
      else if (!result) yield { type: 'problem', error: answer.error };
      result ??= await this.#pause(answer.error?.detail.retryAfterMs);
      if (result) return yield { type: 'end', result };
    }
  }

  #ask(): Promise<QueryResult> {
    const { ask, clock, accepted, callTimeoutMs: timeoutMs } = this.#task;
    this.#questions += 1;
    const { signal } = this.#options;
    return askInTime(ask, accepted.taskId, this.#deadline - clock.now(), { clock, timeoutMs, signal });
  }

  #afterAnswer(answer: QueryResult): ExecutionResult | undefined {
    this.#failures = 0;
    this.#lastFailure = undefined;
    this.#current = heard(this.#current, answer);
    if (!isSettled(answer)) return undefined;
    return answer.taskStatus === 'terminated' ? this.#terminated() : ended(this.#current, answer.schemaViolation);
  }

  #afterFailure(error: ServiceError): ExecutionResult | undefined {
    this.#failures += 1;
    this.#lastFailure = error;
    switch (error.kind) {
      case 'aborted':
        return this.#stopped();
      case 'unauthorised':
        return unsettled(this.#current, refusedForGood(this.#current, error));
      case 'badInput':
        return vanished(this.#current, error);
      case 'notFound':
        if (error.detail.subject !== 'task' || !this.#isEndExpected()) return vanished(this.#current, error);
        this.#current = { ...this.#current, taskStatus: 'terminated', rawStatus: '' };
        return this.#terminated();
      case 'network':
      case 'timeout':
      case 'throttled':
      case 'service':
      case 'badReply':
        return undefined;
    }
  }

  /** Somebody asked for the task's end: that it is gone then confirms it. */
  #isEndExpected(): boolean {
    return this.#task.notes.isEndAsked || this.#current.taskStatus === 'terminating';
  }

  #terminated(): ExecutionResult {
    return this.#isEnding ? endedForTime(this.#current, this.#timeoutMs, this.#questions) : ended(this.#current);
  }

  #stopped(): ExecutionResult {
    return unsettled(this.#current, stopped(this.#current, this.#questions));
  }

  /** Waits for the moment of the next question; the last one is asked at the deadline. Gives the result if there is none. */
  async #pause(hintMs = 0): Promise<ExecutionResult | undefined> {
    const { clock, pollIntervalMs, random = Math.random } = this.#task;
    const { signal } = this.#options;
    const now = clock.now();
    const left = this.#deadline - now;
    if (left > 0) {
      const pause = pauseMs({ pollIntervalMs, ageMs: now - this.#ageFrom, failures: this.#failures, random });
      await clock.sleep(Math.min(Math.max(pause, hintMs), left), signal);
      if (signal?.aborted) return this.#stopped();
      // A service that wants to be left alone for longer than there is time gets no last question.
      if (hintMs <= left) return undefined;
    }
    return this.#options.terminateOnTimeout && !this.#isEnding ? this.#terminate() : this.#outOfTime();
  }

  async #terminate(): Promise<ExecutionResult | undefined> {
    const { terminate, clock } = this.#task;
    const answer = await terminate({ signal: this.#options.signal });
    if (answer.error?.kind === 'aborted') return this.#stopped();
    if (answer.error) return this.#outOfTime(`It could not be ended, and may be running on: ${answer.errorMessage}`);
    this.#isEnding = true;
    if (answer.taskStatus === 'unknown') {
      this.#current = { ...this.#current, taskStatus: 'unknown', rawStatus: '' };
      return this.#outOfTime('When its end was asked for it was gone: it has ended, but how cannot be told.');
    }
    this.#current = { ...this.#current, ...answer, taskResult: this.#current.taskResult };
    if (answer.taskStatus === 'terminated') return this.#terminated();
    // It is on its way there, or was over before: the next answers tell.
    this.#ageFrom = clock.now();
    this.#deadline = this.#ageFrom + CONFIRM_WITHIN_MS;
    return undefined;
  }

  #outOfTime(what?: string): ExecutionResult {
    const unconfirmed = this.#isEnding
      ? 'Its end was asked for, but is not confirmed: it may be running on.'
      : undefined;
    const facts = { waitedMs: this.#timeoutMs, questions: this.#questions, failure: this.#lastFailure };
    return unsettled(this.#current, outOfTime(this.#current, facts, what ?? unconfirmed));
  }
}

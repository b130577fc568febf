import type { Clock } from '../../util/clock';
import { ServiceError } from '../errors';
import { aborted } from '../wire/failures';
import type { ExecutionResult, QueryResult } from '../results';

export interface WaitOptions {
  /** Questions at most, 1 or more. */
  readonly maxTryTimes: number;
  readonly pollIntervalMs: number;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks about an accepted task until it has settled. A question that fails counts as a try and is asked again: it says nothing
 * about the task. Whenever the waiting ends before the task does, the task is left running and the result says so.
 */
export async function waitForTask(
  accepted: ExecutionResult,
  ask: () => Promise<QueryResult>,
  { maxTryTimes, pollIntervalMs, clock, signal }: WaitOptions,
): Promise<ExecutionResult> {
  let current = accepted;
  let failure: ServiceError | undefined;
  for (let tries = 1; ; tries += 1) {
    if (signal?.aborted) return unsettled(current, stopped(current.taskId));
    const answer = await ask();
    failure = answer.error;
    if (failure?.kind === 'aborted') return unsettled(current, stopped(current.taskId));
    if (failure?.kind === 'notFound') return { ...current, ...outcome(answer), success: false };
    if (!failure) current = { ...current, ...outcome(answer) };
    if (!failure && isSettled(answer)) return { ...current, success: answer.taskStatus === 'finished' };
    if (tries >= maxTryTimes) return unsettled(current, outOfTries(current.taskId, tries, failure));
    await clock.sleep(Math.max(pollIntervalMs, failure?.detail.retryAfterMs ?? 0), signal);
  }
}

function outcome({ requestId, taskStatus, rawStatus, taskProduct, errorMessage, error }: QueryResult) {
  const message = taskStatus === 'terminated' ? 'The task was terminated.' : errorMessage;
  return { requestId, taskStatus, rawStatus, taskResult: taskProduct, errorMessage: message, ...(error && { error }) };
}

function isSettled({ taskStatus }: QueryResult): boolean {
  return taskStatus !== 'running' && taskStatus !== 'terminating' && taskStatus !== 'unknown';
}

function unsettled(current: ExecutionResult, error: ServiceError): ExecutionResult {
  const taskStatus = current.taskStatus === 'terminating' ? 'terminating' : 'running';
  return { ...current, success: false, taskStatus, errorMessage: error.message, error };
}

const howToGoOn = (taskId: string): string =>
  `It was left running: ask with getTaskStatus('${taskId}'), stop it with terminateTask('${taskId}').`;

function outOfTries(taskId: string, tries: number, failure: ServiceError | undefined): ServiceError {
  const last = failure ? ` The last question failed: ${failure.message}` : '';
  const message = `The task had not ended after ${tries} ${tries === 1 ? 'question' : 'questions'}. ${howToGoOn(taskId)}${last}`;
  return new ServiceError('timeout', message, { attempts: tries, requestSent: true, cause: failure });
}

const stopped = (taskId: string): ServiceError =>
  new ServiceError('aborted', `Stopped waiting for the task. ${howToGoOn(taskId)}`, aborted(true).detail);

import { ServiceError } from '../errors';
import type { ExecutionResult, QueryResult, SchemaViolation } from '../results';
import { spoken, withDetail } from '../wire/failures';
import { TOOL_CALL } from './taskReplies';

/** What is known of a task after an answer about it. No status word is no news: what was known stays. */
export function heard(current: ExecutionResult, answer: QueryResult): ExecutionResult {
  const { requestId, taskStatus, rawStatus, taskProduct, errorMessage } = answer;
  const known = { ...current, requestId, taskResult: taskProduct, errorMessage };
  return taskStatus === 'unknown' ? known : { ...known, taskStatus, rawStatus };
}

/** Whether the service has said how the task ended. */
export const isSettled = ({ taskStatus }: Pick<QueryResult, 'taskStatus'>): boolean =>
  taskStatus === 'finished' || taskStatus === 'failed' || taskStatus === 'unsupported' || taskStatus === 'terminated';

/** The task has ended, as the service says: `success` only if it finished with what was asked for. */
export function ended(current: ExecutionResult, schemaViolation?: SchemaViolation): ExecutionResult {
  if (schemaViolation) {
    const errorMessage = `The task finished, but its result is not what the output schema asks for: ${schemaViolation.message}.`;
    return { ...current, success: false, errorMessage, schemaViolation };
  }
  const errorMessage = current.taskStatus === 'terminated' ? 'The task was terminated.' : current.errorMessage;
  return { ...current, success: current.taskStatus === 'finished', errorMessage };
}

/** The task or its session is gone, and nobody can say how the task ended. */
export function vanished(current: ExecutionResult, error: ServiceError): ExecutionResult {
  return { ...unsettled(current, error), taskStatus: 'unknown', rawStatus: '' };
}

/** The waiting has ended before the task has. */
export const unsettled = (current: ExecutionResult, error: ServiceError): ExecutionResult => ({
  ...current,
  success: false,
  requestId: error.detail.requestId ?? current.requestId,
  errorMessage: error.message,
  error,
});

/** The waiting was stopped from outside. */
export const stopped = (current: ExecutionResult, questions: number): ServiceError =>
  new ServiceError('aborted', `Stopped waiting for the task. ${howToGoOn(current)}`, asked(current, questions));

/** The service answers no more questions of ours, whatever becomes of the task. */
export const refusedForGood = (current: ExecutionResult, error: ServiceError): ServiceError =>
  withDetail(error, {}, ` ${howToGoOn(current)}`);

/** How a task was waited for. */
export interface Waited {
  /** The time there was, in ms. */
  readonly waitedMs: number;
  readonly questions: number;
  /** Why the last question was not answered, if it was not. */
  readonly failure?: ServiceError | undefined;
}

/** The time is over. `what` has become of the task, unless it is left as it is. */
export function outOfTime(
  current: ExecutionResult,
  { waitedMs, questions, failure }: Waited,
  what = howToGoOn(current),
): ServiceError {
  const last = failure ? ` The last question failed: ${failure.message}` : '';
  const message = `The task had not ended within ${spoken(waitedMs)}. ${what}${last}`;
  return new ServiceError('timeout', message, { ...asked(current, questions), ...(failure && { cause: failure }) });
}

/** The time was over, and the service has confirmed that the task was ended for that. */
export function endedForTime(current: ExecutionResult, waitedMs: number, questions: number): ExecutionResult {
  const message = `The task had not ended within ${spoken(waitedMs)} and was terminated.`;
  const error = new ServiceError('timeout', message, asked(current, questions));
  return unsettled({ ...current, taskStatus: 'terminated' }, error);
}

function howToGoOn({ taskId, taskStatus }: ExecutionResult): string {
  const left = taskStatus === 'unknown' ? 'Nothing was done to the task' : 'The task was left running';
  return `${left}: ask with getTaskStatus('${taskId}'), stop it with terminateTask('${taskId}').`;
}

function asked({ requestId }: ExecutionResult, attempts: number): ServiceError['detail'] {
  return { action: TOOL_CALL, attempts, requestSent: true, ...(requestId !== '' && { requestId }) };
}

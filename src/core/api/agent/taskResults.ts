import type { ExecutionResult, QueryResult } from '../results';
import type { TaskNotes } from './taskNotes';
import type { TaskReply } from './taskReplies';

/** A reply as the result of executing or terminating a task. */
export function toExecution(taskId: string, requestId: string, reply: TaskReply): ExecutionResult {
  const { state, word, product, reason } = reply;
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

/**
 * A reply as the answer to "how is the task?", in the light of what is known of the task. One that was asked to end and has
 * `finished` with nothing to show was ended: the computer and browser agents have no word of their own for that.
 */
export function toQuery(taskId: string, requestId: string, reply: TaskReply, notes?: TaskNotes): QueryResult {
  const { word, action, product, reason, stream } = reply;
  const wasEnded = notes?.isEndAsked === true && reply.state === 'finished' && product === '';
  const state = wasEnded ? 'terminated' : reply.state;
  const schemaViolation = state === 'finished' ? notes?.schema?.check(product) : undefined;
  return {
    success: true,
    requestId,
    taskId,
    taskStatus: state,
    rawStatus: word,
    taskAction: action,
    taskProduct: product,
    errorMessage: reason,
    ...(stream && { taskStream: stream }),
    ...(schemaViolation && { schemaViolation }),
  };
}

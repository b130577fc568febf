import { mayHaveBeenAccepted, ServiceError } from '../errors';
import { withDetail } from './failures';
import type { ApiResult, ExecutionResult, QueryResult } from '../results';

/** Turns a failure of the service or of the way to it into a result. A mistake in our own code stays an exception. */
export async function guarded<R>(work: () => Promise<R>, failed: (error: ServiceError) => R): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ServiceError) return failed(error);
    throw error;
  }
}

/** What every failed result says. */
export function failure(error: ServiceError): ApiResult & { readonly success: false } {
  return { success: false, requestId: error.detail.requestId ?? '', errorMessage: error.message, error };
}

/** The task was not accepted, or nobody knows whether it was. */
export function failedExecution(error: ServiceError): ExecutionResult {
  const taskStatus = mayHaveBeenAccepted(error) ? 'unknown' : 'notSent';
  return { ...failure(error), taskId: '', taskStatus, rawStatus: '', taskResult: '' };
}

/** The question failed: nothing is known about the task. */
export function failedQuery(taskId: string, error: ServiceError): QueryResult {
  return { ...failure(error), taskId, taskStatus: 'unknown', rawStatus: '', taskAction: '', taskProduct: '' };
}

/** Adds a warning to a failure after which the service may have done what was asked. */
export const unconfirmed = (error: ServiceError, warning: string): ServiceError =>
  mayHaveBeenAccepted(error) ? withDetail(error, {}, ` ${warning}`) : error;

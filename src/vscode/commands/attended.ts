import type { Task } from '../../core/model/task';
import type { Failures } from '../../presentation/failures';

/** Another extension or a keybinding calls with an object that is no row of ours: the failure is the caller's to show. */
export const isProgrammatic = (argument: unknown): boolean =>
  typeof argument === 'object' && argument !== null && !('type' in argument);

/**
 * Whether the failure of terminating a task has become a fact about the task: that is told as one, with "Try Again", and not a
 * second time by the command.
 */
export const isToldAsFact = (before: Task | undefined, after: Task | undefined): boolean =>
  after !== before && after?.terminateProblem !== undefined;

/** A person is looking: a failure is shown, not thrown. */
export async function attended(failures: Failures, title: string, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    void failures.report(title, error);
    return undefined;
  }
}

import { ServiceError } from '../api';
import { isSettled } from '../model/task';
import type { Change, Store } from '../store/store';
import type { Clock } from '../util/clock';

/** How long a person waits for another window, in ms. */
const PATIENCE_MS = 15_000;

/**
 * Waits until it shows that the window that looks after a task terminates it, at another window's wish.
 * @throws {ServiceError} `service` with the reason when that could not be confirmed, `timeout` when nothing shows for 15 s.
 */
export function ownerAnswer(id: string, { store, clock }: { store: Store; clock: Clock }): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (end: () => void): void => {
      subscription.dispose();
      stopWaiting();
      end();
    };
    const subscription = store.onDidChange((change) => {
      if (change.kind !== 'task' || (change.before ?? change.after)?.id !== id) return;
      const { after } = change;
      const problem = after?.terminateProblem;
      if (!after || isSettled(after)) done(resolve);
      else if (problem === undefined) {
        if (after.state === 'terminating') done(resolve);
      } else if (!isOtherNews(change)) done(() => reject(new ServiceError('service', problem)));
    });
    const stopWaiting = clock.after(PATIENCE_MS, () =>
      done(() =>
        reject(
          new ServiceError('timeout', 'The window that looks after this task does not answer; it will be asked again.'),
        ),
      ),
    );
  });
}

/** Whether the task went on while the problem of an earlier wish still stands. */
const isOtherNews = ({ before, after, entries }: Extract<Change, { readonly kind: 'task' }>): boolean =>
  before?.terminateProblem === after?.terminateProblem &&
  (entries.length > 0 || before?.problem !== after?.problem || before?.stall !== after?.stall);

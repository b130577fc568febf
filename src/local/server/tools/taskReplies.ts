import type { TimedEvent } from '../../agent/progress';
import type { LocalTask } from '../../agent/task';

/** How a task stands, as an agent's status tool tells it. */
type Telling = (task: LocalTask) => object;

const RUNNING = 'running';

/** Computer and browser. A task that was terminated counts as finished, without a product. */
export const tellTask: Telling = ({ id, action, verdict, isTerminated }) => {
  if (isTerminated) return { task_id: id, status: 'finished', action: '', product: '' };
  if (!verdict) return { task_id: id, status: RUNNING, action, product: '' };
  const { status, product, error } = verdict;
  return { task_id: id, status, action, product, ...(error !== '' && { error }) };
};

/** The mobile agent has words of its own, and shows what it thought and said. */
export const tellMobileTask: Telling = ({ id, action, verdict, isTerminated, isStopping, progress }) => {
  const stream = progress.events.flatMap(toFragment);
  if (isTerminated) {
    return { taskId: id, status: isStopping ? 'cancelling' : 'cancelled', action: '', stream, result: '', error: '' };
  }
  if (!verdict) return { taskId: id, status: RUNNING, action, stream, result: '', error: '' };
  const { product, error } = verdict;
  const status = verdict.status === 'finished' ? 'completed' : verdict.status;
  return { taskId: id, status, action, stream, result: product, error };
};

function toFragment({ event, atMs }: TimedEvent): readonly object[] {
  if (event.type === 'content') return [{ content: event.text, reasoning: '', timestamp_ms: atMs }];
  if (event.type === 'reasoning') return [{ content: '', reasoning: event.text, timestamp_ms: atMs }];
  return [];
}

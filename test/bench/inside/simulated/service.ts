import type { QueryResult } from '../../../../src/core/api';
import type { Clock } from '../../../../src/core/util/clock';
import type { PlannedTask } from './work';

export interface ServiceOptions {
  readonly clock: Clock;
  /** From a question to its answer, in ms. */
  readonly latencyMs: () => number;
  /** Told of each question when it is asked. */
  readonly onDidAsk?: (task: PlannedTask) => void;
  /** Told when an answer that a task has ended arrives. */
  readonly onDidTellEnd?: (task: PlannedTask) => void;
}

/** Answers how planned tasks are, on simulated time. */
export class SimulatedService {
  readonly #tasks = new Map<string, PlannedTask>();
  asked = 0;

  constructor(private readonly options: ServiceOptions) {}

  take(task: PlannedTask): void {
    this.#tasks.set(task.id, task);
  }

  /** How a task is, as of half way between question and answer. Never rejects. */
  async ask(id: string): Promise<QueryResult> {
    const { clock, latencyMs, onDidAsk, onDidTellEnd } = this.options;
    const task = this.#tasks.get(id);
    if (!task) throw new Error(`Asked about ${id}, which nobody handed over.`);
    this.asked += 1;
    onDidAsk?.(task);
    const takesMs = latencyMs();
    const at = clock.now() + takesMs / 2;
    await clock.sleep(takesMs);
    const hasEnded = at >= task.endsAt;
    if (hasEnded) onDidTellEnd?.(task);
    return hasEnded ? finished(id) : running(id, `Step ${stepAt(task, at)}`);
  }
}

/** How many actions have begun. */
function stepAt({ actionsAt }: PlannedTask, at: number): number {
  let [least, most] = [0, actionsAt.length];
  while (least < most) {
    const middle = (least + most) >> 1;
    if ((actionsAt[middle] ?? Infinity) <= at) least = middle + 1;
    else most = middle;
  }
  return least;
}

const answer = { success: true, requestId: 'bench', errorMessage: '' } as const;
const running = (taskId: string, taskAction: string): QueryResult => ({
  ...answer,
  ...{ taskId, taskStatus: 'running', rawStatus: 'running', taskAction, taskProduct: '' },
});
const finished = (taskId: string): QueryResult => ({
  ...answer,
  ...{ taskId, taskStatus: 'finished', rawStatus: 'finished', taskAction: '', taskProduct: 'Done.' },
});

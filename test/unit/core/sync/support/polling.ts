import { type FailureDetail, type FailureKind, type QueryResult, ServiceError } from '../../../../../src/core/api';
import type { TaskAttention } from '../../../../../src/core/model/attention';
import type { Task } from '../../../../../src/core/model/task';
import type { Store } from '../../../../../src/core/store/store';
import { Poller, type PollerOptions, type Refused } from '../../../../../src/core/sync/poller';
import { anAnswer, aTask } from '../../../../support/builders';
import { FakeClock } from '../../../../support/fakeClock';
import { putTask, temporaryStore } from '../../../../support/store';

/** A question that failed. */
export function failing(kind: FailureKind, detail: FailureDetail = {}, message = `It is ${kind}.`): QueryResult {
  const error = new ServiceError(kind, message, detail);
  return anAnswer({ success: false, taskStatus: 'unknown', rawStatus: '', errorMessage: message, error });
}

/** A poller over a real store, on a clock and with a service that do what the test says. */
export class Polling {
  readonly clock = new FakeClock();
  /** Our id of each task asked about, in turn. */
  asked: string[] = [];
  readonly gone: string[] = [];
  readonly refused: Refused[] = [];
  attention: TaskAttention = 'watched';
  readonly attentions = new Map<string, TaskAttention>();
  readonly notMine = new Set<string>();
  /** When tasks that are met late were last known about; just now unless told. */
  knownAt: number | undefined;
  /** Draws the middle of everything unless told: no jitter. */
  draw = 0.5;
  answer: (task: Task, signal: AbortSignal) => QueryResult | Promise<QueryResult> = () => anAnswer();
  poller: Poller | undefined;

  constructor(private readonly storeOf: () => Store) {}

  get store(): Store {
    return this.storeOf();
  }

  start(parts: Partial<PollerOptions> = {}): Poller {
    this.poller = new Poller({
      store: this.store,
      clock: this.clock,
      random: () => this.draw,
      isMine: ({ id }) => !this.notMine.has(id),
      attentionOf: (id) => this.attentions.get(id) ?? this.attention,
      bounds: () => ({ shortestMs: 1_000, longestMs: 30_000 }),
      serviceOf: ({ sessionId = '' }) => sessionId.replace(/-.*/, ''),
      lastKnownAt: () => this.knownAt ?? this.clock.now(),
      onSessionGone: (sessionId) => this.gone.push(sessionId),
      ask: async (task, signal) => {
        this.asked.push(task.id);
        return this.answer(task, signal);
      },
      ...parts,
    });
    this.poller.onDidRefuse((refused) => this.refused.push(refused));
    return this.poller;
  }

  /** The service takes a task, just now. */
  accept(id = 'own-1', sessionId = 'session-1'): void {
    const { agent, connection, text, windowId } = aTask();
    this.store.record(
      id,
      { type: 'created', agent, connection, text, windowId },
      { type: 'placed', sessionId },
      { type: 'sending' },
    );
    this.store.record(id, { type: 'accepted', taskId: `task-${id}`, sessionId, agent, connection });
  }

  /** A task that has been at work before anybody here asked about it. */
  find(parts: Partial<Task> = {}): void {
    const now = this.clock.now();
    putTask(this.store, aTask({ createdAt: now, updatedAt: now, ...parts }));
  }

  task(id = 'own-1'): Task {
    const task = this.store.task(id);
    if (!task) throw new Error(`There is no task ${id}.`);
    return task;
  }

  /** How many questions go out while time passes. */
  async askedWithin(ms: number): Promise<number> {
    const before = this.asked.length;
    await this.clock.advance(ms);
    return this.asked.length - before;
  }
}

/** Gives each test a poller to start. Call it inside `describe`. */
export function polling(): () => Polling {
  let current: Polling;
  // Ends before the store goes.
  afterEach(() => current.poller?.dispose());
  const store = temporaryStore(() => ({ clock: clock() }));
  const clock = (): FakeClock => (current = new Polling(store)).clock;
  return () => current;
}

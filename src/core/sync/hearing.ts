import type { QueryResult } from '../api';
import type { TaskFact } from '../ledger/records';
import type { GapCause, Task } from '../model/task';
import { factsOf } from './answer';
import { isSilent, loopIn } from './stall';

/** A time of which nothing is known is worth telling from here on, in ms. */
const GAP_MS = 10_000;
/** How long a task may run on after it was to be terminated, in ms. */
const TERMINATE_MS = 30_000;
const STILL_RUNS = 'AgentBay was asked to end this task, but it still runs.';
/** The ledger remembers the texts of as many actions. */
const RECENT_ACTIONS = 12;

/** A time of which nothing is known, which lasts up to the next good answer. */
export interface Silence {
  /** ms since the epoch. */
  readonly from: number;
  readonly why: GapCause;
}

/** What was heard of one task, and when: what an answer tells beyond itself. All moments in ms since the epoch. */
export class Hearing {
  /** When something new was last heard. */
  #newsAt: number;
  /** When the task was last known about, by whomever. */
  #knownAt: number;
  #silence: Silence | undefined;
  /** Since when every question was answered. */
  #answeredSince: number | undefined;
  #terminatingAt: number | undefined;
  /** When the latest of its actions were seen here. */
  readonly #actionsAt: number[] = [];

  /**
   * @param knownAt When anybody last knew about the task, before it was asked about here.
   * @param why Why nobody knew since.
   */
  constructor(task: Task, knownAt: number, now: number, why: GapCause) {
    this.#newsAt = task.lastAction?.at ?? task.sentAt ?? task.createdAt;
    this.#knownAt = knownAt;
    if (now - knownAt >= GAP_MS) this.#silence = { from: knownAt, why };
    if (task.state === 'terminating') this.#terminatingAt = now;
  }

  /** The time of which nothing is known, while it lasts. */
  get silence(): Silence | undefined {
    return this.#silence;
  }

  /** Since when the task is to end; `undefined` while it is not. */
  get terminatingAt(): number | undefined {
    return this.#terminatingAt;
  }

  /** The task is as the ledger says; it may have been somebody else who wrote it. */
  update(task: Task, now: number): void {
    if (task.state !== 'terminating') this.#terminatingAt = undefined;
    else this.#terminatingAt ??= now;
  }

  /** The machine slept until `now`. */
  slept(now: number): void {
    this.#answeredSince = undefined;
    if (now - this.#knownAt < GAP_MS || this.#silence?.why === 'closed') return;
    this.#silence = { from: this.#silence?.from ?? this.#knownAt, why: 'asleep' };
  }

  /** The clock was set back to `now`. */
  setBack(now: number): void {
    this.#newsAt = Math.min(this.#newsAt, now);
    this.#knownAt = Math.min(this.#knownAt, now);
    if (this.#terminatingAt !== undefined) this.#terminatingAt = Math.min(this.#terminatingAt, now);
    this.#answeredSince = undefined;
    if (this.#silence && this.#silence.from > now) this.#silence = undefined;
  }

  /** What there is to record after a question that was asked at `askedAt` and answered at `now`. */
  facts(task: Task, answer: QueryResult, askedAt: number, now: number): TaskFact[] {
    const told = factsOf(task, answer, askedAt);
    if (answer.error) {
      this.#answeredSince = undefined;
      const { kind } = answer.error;
      if (kind === 'network' || kind === 'timeout') this.#silence ??= { from: askedAt, why: 'offline' };
      return told;
    }
    const gap = this.#gap(now);
    this.#knownAt = now;
    this.#answeredSince ??= now;
    if (told.some(({ type }) => type !== 'heard')) this.#newsAt = now;
    if (told.some(({ type }) => type === 'settled')) return [...gap, ...told];
    return [...gap, ...told, ...this.#stall(task, told, now), ...this.#stillRuns(answer, now)];
  }

  #gap(now: number): TaskFact[] {
    const silence = this.#silence;
    this.#silence = undefined;
    return silence && now - silence.from >= GAP_MS ? [{ type: 'gap', ...silence }] : [];
  }

  /** A sign that the agent may be stuck, once; the next action ends it, unless that belongs to the same loop. */
  #stall(task: Task, told: readonly TaskFact[], now: number): TaskFact[] {
    const action = told.find(({ type }) => type === 'action');
    if (action?.type === 'action') {
      this.#actionsAt.push(now);
      if (this.#actionsAt.length > RECENT_ACTIONS) this.#actionsAt.shift();
      const loop = loopIn([...task.recentActions, action.text].slice(-RECENT_ACTIONS), this.#actionsAt);
      const known = task.stall?.why === 'repeating' ? task.stall.since : undefined;
      return loop
        ? [{ type: 'stalled', why: 'repeating', since: known ?? loop.since ?? task.lastAction?.at ?? now }]
        : [];
    }
    if (task.stall || task.state !== 'running' || this.#answeredSince === undefined) return [];
    return isSilent(now, this.#newsAt, this.#answeredSince)
      ? [{ type: 'stalled', why: 'silent', since: this.#newsAt }]
      : [];
  }

  #stillRuns({ taskStatus }: QueryResult, now: number): TaskFact[] {
    if (taskStatus !== 'running' || this.#terminatingAt === undefined) return [];
    if (now - this.#terminatingAt < TERMINATE_MS) return [];
    return [{ type: 'terminateFailed', message: STILL_RUNS, isRunning: true }];
  }
}

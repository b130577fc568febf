import type { ServiceError } from '../api';
import type { TaskAttention } from '../model/attention';
import type { Task } from '../model/task';
import type { Hearing } from './hearing';
import { closeness, jittered, type PaceBounds, pauseMs, spreadMs } from './pace';
import type { Asked, ServiceLimits } from './serviceLimits';

/** A question under way. */
export interface Question extends Asked {
  readonly controller: AbortController;
}

/** What decides how a task is asked about, besides the task itself. */
export interface Surroundings {
  readonly now: number;
  readonly bounds: PaceBounds;
  /** How many tasks are asked about. */
  readonly tasks: number;
}

/** Whoever waits to see a task end is told as soon as if it had just begun, for so long, in ms. */
const ENDING_MS = 30_000;
/** A question that was asked so lately answers for the present, in ms. */
const JUST_ASKED_MS = 1_000;

/** One task that is asked about: when it is next to be asked. All moments in ms since the epoch. */
export class Watch {
  /** The next question goes out even if the service refuses us: a person wants to know. */
  isProbe = false;
  /** Questions in a row that failed. */
  #failures = 0;
  #askedAt = -Infinity;
  /** When the pause to the next question began; `undefined` before the first answer. */
  #pausedAt: number | undefined;
  /** The service does not want to be asked about this task before. */
  #notBefore = -Infinity;
  /** The next question goes out at this moment at the latest, if it may go out. */
  #wantedAt = Infinity;

  /** @param draw Chance's part in the next pause, from 0 to 1; drawn once for each, so that it can be reckoned anew. */
  constructor(
    readonly id: string,
    readonly limits: ServiceLimits,
    readonly hearing: Hearing,
    private attention: TaskAttention,
    private draw: number,
  ) {}

  /** Asks at this moment at the latest. */
  want(at: number): void {
    this.#wantedAt = Math.min(this.#wantedAt, at);
  }

  /** Asks soon, in turn with all others that have to be asked. */
  wantInTurn(task: Task, around: Surroundings): void {
    this.#failures = 0;
    this.want(around.now + this.#inTurn(task, around));
  }

  /**
   * Somebody looks at the task more closely, or less.
   * @returns Whether that is news.
   */
  look(attention: TaskAttention, task: Task, around: Surroundings): boolean {
    if (attention === this.attention) return false;
    const isCloser = closeness(attention) > closeness(this.attention);
    // Who looks away has yet to be told what happened until then: the slower pace begins after the next question.
    this.want(isCloser ? Math.max(around.now, this.#askedAt + JUST_ASKED_MS) : this.dueAt(task, around));
    this.attention = attention;
    return true;
  }

  asked(now: number): void {
    this.isProbe = false;
    this.#askedAt = now;
    this.#wantedAt = Infinity;
  }

  /** The question was answered, or failed with `error`: a pause begins. @param draw Chance's part in it. */
  answered(error: ServiceError | undefined, now: number, draw: number): void {
    this.#pausedAt = now;
    this.draw = draw;
    this.#notBefore = now + (error?.detail.retryAfterMs ?? 0);
    if (!error) this.#failures = 0;
    // One question too many says nothing against this task: its service as a whole is asked less.
    else if (error.kind !== 'throttled') this.#failures += 1;
  }

  /** The clock went from one moment to another; if back, so does what was reckoned from it. */
  leapt(from: number, to: number): void {
    if (to > from) return;
    this.#notBefore += to - from;
    this.#askedAt = Math.min(this.#askedAt, to);
    if (this.#pausedAt !== undefined) this.#pausedAt = Math.min(this.#pausedAt, to);
    this.hearing.setBack(to);
  }

  /** When the next question is due; `Infinity` while none is to be asked. */
  dueAt(task: Task, around: Surroundings): number {
    if (this.limits.refusal && !this.isProbe) return Infinity;
    const dueAt = Math.min(this.#wantedAt, this.#paceAt(task, around));
    // A hint of the service wins over everything, and is never cut short by the spreading.
    const held = Math.max(dueAt, this.#notBefore);
    if (held >= this.limits.notBefore) return held;
    return this.limits.notBefore + this.#inTurn(task, around);
  }

  #paceAt(task: Task, { bounds }: Surroundings): number {
    if (this.#pausedAt === undefined) return Infinity;
    const pauseMs = jittered(this.#pauseMs(task, this.#pausedAt, bounds), this.draw);
    // A usual latency does not add to the pace: the pause goes from question to question, with most of it after the answer.
    const began = this.#failures > 0 ? this.#pausedAt : Math.max(this.#askedAt, this.#pausedAt - pauseMs / 4);
    return began + pauseMs;
  }

  #inTurn(task: Task, { now, bounds, tasks }: Surroundings): number {
    return this.draw * spreadMs(tasks, this.#pauseMs(task, now, bounds));
  }

  #pauseMs(task: Task, at: number, bounds: PaceBounds): number {
    const { terminatingAt } = this.hearing;
    const isEnding = terminatingAt !== undefined && at - terminatingAt < ENDING_MS;
    return pauseMs({
      connection: task.connection,
      attention: isEnding ? 'watched' : this.attention,
      ageMs: isEnding ? 0 : at - (task.sentAt ?? task.createdAt),
      failures: this.#failures,
      slowerBy: this.limits.slowerBy,
      bounds,
    });
  }
}

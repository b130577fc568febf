import type { QueryResult } from '../api';
import type { TaskAttention } from '../model/attention';
import { isAtWork, type Task } from '../model/task';
import type { Change, Store } from '../store/store';
import type { Clock } from '../util/clock';
import { type Disposable, Emitter } from '../util/emitter';
import { Agenda } from './agenda';
import { Alarm, type Leap } from './alarm';
import { noAnswer, problemFacts } from './answer';
import { Hearing, type Silence } from './hearing';
import { firstPauseMs, type PaceBounds } from './pace';
import { type Refusal, ServiceLimits } from './serviceLimits';
import { type Question, type Surroundings, Watch } from './watch';

export interface PollerOptions {
  readonly store: Pick<Store, 'task' | 'unsettled' | 'record' | 'onDidChange'>;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** Asks the service how a task is. Does not reject: failures come back in the result. */
  readonly ask: (task: Task, signal: AbortSignal) => Promise<QueryResult>;
  /** Told when the service says that a task's session is gone. */
  readonly onSessionGone: (sessionId: string, reason: string) => void;
  /** Whether this window asks about a task. When that changes otherwise than with the task: `reconsider()`. */
  readonly isMine: (task: Task) => boolean;
  /** By our id. When it changes: `reconsider()`. */
  readonly attentionOf: (taskId: string) => TaskAttention;
  /** Read anew for each pause. */
  readonly bounds: () => PaceBounds;
  /** Names the service and key a task lives under: those tasks share throttling and refusal. */
  readonly serviceOf: (task: Task) => string;
  /** When anybody last knew about a task that is only now asked about here, ms since the epoch. */
  readonly lastKnownAt: (task: Task) => number;
  /** Spreads the questions; 0 to 1, as `Math.random`. */
  readonly random?: () => number;
}

/** A service accepts our key no more: its tasks stay, and are not asked about. */
export interface Refused {
  readonly service: string;
  readonly message: string;
  /** How many tasks wait for it. */
  readonly tasks: number;
}

/** How many questions are under way at most. */
const MOST_QUESTIONS = 8;
/** Whoever answers later is not waited for, in ms; whoever asks for us has a shorter limit. */
const LONGEST_QUESTION_MS = 15_000;
/** From here on a leap of the clock is a time of which nothing is known, in ms. */
const SLEEP_MS = 30_000;
const isSleep = ({ from, to }: Leap): boolean => to - from >= SLEEP_MS;
/** Ahead of all that is due. */
const AT_ONCE = 0;

/**
 * Keeps every task at work that is this window's up to date: one scheduler for all, with one timer, and none when there is nothing
 * to wait for. It follows the store by itself: a task that starts is asked about, one that settles or vanishes is left alone.
 */
export class Poller implements Disposable {
  readonly #refused = new Emitter<Refused>();
  /** Told once, until somebody asks again (`wake`) or something changes (`resume`). */
  readonly onDidRefuse = this.#refused.event;
  readonly #watches = new Map<string, Watch>();
  readonly #services = new Map<string, ServiceLimits>();
  readonly #agenda = new Agenda<Watch>();
  readonly #underWay = new Map<Watch, Question>();
  /** Of tasks that ceased to be ours before it was over: to be the keeper again is not to know what happened meanwhile. */
  readonly #silences = new Map<string, Silence & { readonly updatedAt: number }>();
  readonly #alarm: Alarm;
  readonly #random: () => number;
  #subscription: Disposable | undefined;
  /** The latest. */
  #leap: Leap = { from: 0, to: 0 };

  constructor(private readonly options: PollerOptions) {
    this.#random = options.random ?? Math.random;
    this.#alarm = new Alarm(
      options.clock,
      () => this.#go(),
      (leap) => this.#leapt(leap),
    );
    this.#subscription = options.store.onDidChange((change) => this.#follow(change));
    this.reconsider();
  }

  /** Attention changed, or who asks about what. */
  reconsider(): void {
    if (!this.#subscription) return;
    const { store, isMine, attentionOf } = this.options;
    const around = this.#around();
    const met: Watch[] = [];
    for (const watch of this.#watches.values()) if (!this.#taskOf(watch)) this.#leave(watch);
    for (const task of store.unsettled().values()) {
      const watch = this.#watches.get(task.id);
      if (watch?.look(attentionOf(task.id), task, around)) this.#enter(watch, around);
      else if (!watch && isAtWork(task) && isMine(task)) met.push(this.#meet(task));
    }
    this.#inTurn(met);
    this.#go();
  }

  /** Asks at once, because a person wants it: about one task, or about all; one question even to a service that refuses us. */
  wake(id?: string): void {
    const around = this.#around();
    const probed = new Set<Refusal>();
    for (const watch of this.#watches.values()) {
      const { refusal } = watch.limits;
      if ((id !== undefined && watch.id !== id) || (refusal && probed.has(refusal))) continue;
      if (refusal) {
        probed.add(refusal);
        watch.isProbe = true;
      }
      watch.want(AT_ONCE);
      this.#enter(watch, around);
    }
    this.#go();
  }

  /** The key or the settings changed: refusals are forgotten, and everything is asked soon. */
  resume(): void {
    for (const limits of this.#services.values()) limits.forgive();
    this.#giveUp();
    this.#inTurn(this.#watches.values());
    this.#go();
  }

  dispose(): void {
    this.#subscription?.dispose();
    this.#subscription = undefined;
    this.#refused.dispose();
    for (const watch of this.#watches.values()) this.#leave(watch);
    this.#alarm.off();
  }

  #follow({ kind, before, after }: Change): void {
    if (kind !== 'task') return;
    const task = after && isAtWork(after) && this.options.isMine(after) ? after : undefined;
    const watch = this.#watches.get((after ?? before)?.id ?? '');
    if (!task) {
      if (!watch) return;
      this.#leave(watch);
    } else if (watch) {
      if (before?.state === task.state) return;
      this.#turn(watch, task);
    } else if (before && before.taskId === undefined) this.#begin(task);
    else this.#inTurn([this.#meet(task)]);
    this.#go();
  }

  /** The service has just accepted a task: our key is good, then. */
  #begin(task: Task): void {
    const watch = this.#meet(task);
    if (watch.limits.forgive()) this.#inTurn(this.#watchesOf(watch.limits));
    const { now, bounds } = this.#around();
    watch.want(now + firstPauseMs(task.connection, bounds));
    this.#enter(watch);
  }

  /** The state of a task changed: that it is to end is worth a question at once. */
  #turn(watch: Watch, task: Task): void {
    watch.hearing.update(task, this.#alarm.now());
    if (task.state === 'terminating') watch.want(AT_ONCE);
    this.#enter(watch);
  }

  /** Takes on a task, without asking. */
  #meet(task: Task): Watch {
    const { serviceOf, attentionOf } = this.options;
    const service = serviceOf(task);
    const limits = this.#services.get(service) ?? new ServiceLimits(service);
    this.#services.set(service, limits);
    const watch = new Watch(task.id, limits, this.#hearing(task), attentionOf(task.id), this.#random());
    this.#watches.set(task.id, watch);
    if (limits.refusal) this.#showProblem(task, limits.refusal.message);
    return watch;
  }

  /** Who sleeps ceases to be the keeper, and meets its tasks anew: then nothing is known since it fell asleep. */
  #hearing(task: Task): Hearing {
    const now = this.options.clock.now();
    const silence = this.#silences.get(task.id);
    this.#silences.delete(task.id);
    if (silence?.updatedAt === task.updatedAt) return new Hearing(task, silence.from, now, silence.why);
    const knownAt = this.options.lastKnownAt(task);
    const { from, to } = this.#leap;
    const wasHeldUp = to - Math.max(from, knownAt) > (now - knownAt) / 2;
    if (!wasHeldUp) return new Hearing(task, knownAt, now, 'closed');
    return new Hearing(task, isSleep(this.#leap) ? knownAt : now, now, 'asleep');
  }

  #leave(watch: Watch): void {
    this.#watches.delete(watch.id);
    const task = this.options.store.task(watch.id);
    const { silence } = watch.hearing;
    if (silence && task && isAtWork(task)) this.#silences.set(watch.id, { ...silence, updatedAt: task.updatedAt });
    this.#agenda.delete(watch);
    const question = this.#underWay.get(watch);
    this.#underWay.delete(watch);
    question?.controller.abort();
  }

  /** Asks what is due, as far as there is room, and sets the alarm for the rest. */
  #go(): void {
    const around = this.#around();
    this.#endLateQuestions(around.now);
    while (this.#underWay.size < MOST_QUESTIONS) {
      const first = this.#agenda.first;
      if (!first || first.dueAt > around.now) break;
      this.#agenda.delete(first.item);
      const task = this.#taskOf(first.item);
      if (!task) this.#leave(first.item);
      // It may have become slower since it was entered.
      else if (first.item.dueAt(task, around) > around.now) this.#enter(first.item, around);
      else this.#ask(first.item, task, around.now);
    }
    this.#alarm.set(this.#nextAt());
  }

  #nextAt(): number {
    const dueAt = this.#underWay.size < MOST_QUESTIONS ? (this.#agenda.first?.dueAt ?? Infinity) : Infinity;
    const [oldest] = this.#underWay.values();
    return Math.min(dueAt, oldest ? oldest.askedAt + LONGEST_QUESTION_MS : Infinity);
  }

  #ask(watch: Watch, task: Task, now: number): void {
    const controller = new AbortController();
    const question: Question = { askedAt: now, refusal: watch.limits.refusal, controller };
    watch.asked(now);
    this.#underWay.set(watch, question);
    void this.options.ask(task, controller.signal).then((answer) => {
      // The world moved while we waited: what is settled, removed or given up on is none of our business.
      if (this.#underWay.get(watch) !== question) return;
      this.#answered(watch, question, answer);
      this.#go();
    });
  }

  #endLateQuestions(now: number): void {
    for (const [watch, question] of this.#underWay) {
      if (now - question.askedAt < LONGEST_QUESTION_MS) continue;
      question.controller.abort();
      this.#answered(watch, question, noAnswer());
    }
  }

  #answered(watch: Watch, question: Question, answer: QueryResult): void {
    const now = this.#alarm.now();
    const { error } = answer;
    const turn = watch.limits.hear(question, answer, now);
    if (turn === 'refuses') this.#stopAsking(watch.limits);
    else if (turn === 'allows') this.#inTurn(this.#watchesOf(watch.limits));
    this.#underWay.delete(watch);
    const task = this.#taskOf(watch);
    if (!task) {
      this.#leave(watch);
      return;
    }
    watch.answered(error, now, this.#random());
    watch.look(this.options.attentionOf(watch.id), task, this.#around());
    const [first, ...others] = watch.hearing.facts(task, answer, question.askedAt, now);
    if (first) this.options.store.record(watch.id, first, ...others);
    if (error?.kind === 'notFound' && error.detail.subject === 'session' && task.sessionId !== undefined) {
      this.options.onSessionGone(task.sessionId, answer.errorMessage);
    }
    this.#enter(watch);
  }

  /** Asks no more of a service that does not accept our key. Told once: the questions under way will be refused as well. */
  #stopAsking(limits: ServiceLimits): void {
    const { service, refusal: { message = '' } = {} } = limits;
    const watches = this.#watchesOf(limits);
    for (const watch of watches) this.#enter(watch);
    const tasks = watches.flatMap((watch) => this.#taskOf(watch) ?? []);
    for (const task of tasks) this.#showProblem(task, message);
    // Whoever looks after them by now hears it itself.
    if (tasks.length > 0) this.#refused.fire({ service, message, tasks: tasks.length });
  }

  #showProblem(task: Task, message: string): void {
    const [problem] = problemFacts(task, message, this.#alarm.now());
    if (problem) this.options.store.record(task.id, problem);
  }

  /** All are asked anew, soon: of what was held up, nobody knows how it stands. */
  #leapt({ from, to }: Leap): void {
    this.#leap = { from, to };
    this.#giveUp();
    for (const limits of this.#services.values()) limits.leapt(from, to);
    for (const watch of this.#watches.values()) {
      watch.leapt(from, to);
      if (isSleep(this.#leap)) watch.hearing.slept(to);
    }
    this.#inTurn(this.#watches.values());
  }

  /** Waits for no answer that is under way. */
  #giveUp(): void {
    for (const { controller } of this.#underWay.values()) controller.abort();
    this.#underWay.clear();
  }

  #inTurn(watches: Iterable<Watch>): void {
    const around = this.#around();
    for (const watch of watches) {
      const task = this.#taskOf(watch);
      if (task && !this.#underWay.has(watch)) watch.wantInTurn(task, around);
      this.#enter(watch, around);
    }
  }

  #enter(watch: Watch, around = this.#around()): void {
    if (this.#underWay.has(watch) || this.#watches.get(watch.id) !== watch) return;
    const task = this.#taskOf(watch);
    if (task) this.#agenda.set(watch, watch.dueAt(task, around));
    else this.#leave(watch);
  }

  #around(): Surroundings {
    return { now: this.#alarm.now(), bounds: this.options.bounds(), tasks: this.#watches.size };
  }

  /** The task, as long as it is ours to ask about. */
  #taskOf({ id }: Watch): Task | undefined {
    const task = this.options.store.task(id);
    return task && isAtWork(task) && this.options.isMine(task) ? task : undefined;
  }

  #watchesOf(limits: ServiceLimits): Watch[] {
    return [...this.#watches.values()].filter((watch) => watch.limits === limits);
  }
}

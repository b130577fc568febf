import { type Attention, noAttention, type TaskAttention } from '../../../../src/core/model/attention';
import { between, logBetween, pick, type Random } from './random';
import { type PlannedTask, planTask, type Spell } from './work';

/** A day at work, its tasks and what the person looked at; both in the order of time. */
export interface Day {
  readonly beginsAt: number;
  readonly endsAt: number;
  readonly tasks: readonly PlannedTask[];
  readonly spells: readonly Spell[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const BEGINS_AT = Date.UTC(2026, 10, 23, 9);
const HOURS = 9;

/** Away from the desk, in hours from the beginning. The machine falls asleep when nobody is there for a while. */
const absences = [
  { at: 1, until: 1.75, sleepsAfter: Infinity },
  { at: 3.25, until: 4.25, sleepsAfter: 10 * MINUTE },
  { at: 6, until: 6.5, sleepsAfter: Infinity },
] as const;

/** What somebody who hands tasks to agents does next, and how often, outside the absences. */
const habits = {
  /** Starts a task and follows its page for as long as patience lasts. */
  startAndWatch: 30,
  /** Starts a task and goes on with something else in VS Code. */
  startAndCode: 15,
  /** Starts several at once and sees them off in the tree. */
  startMany: 8,
  /** Opens the page of one that runs. */
  lookAgain: 10,
  code: 15,
  /** In the browser, in mail, in a chat: VS Code has not got the focus. */
  elsewhere: 28,
} as const;

/** Plans a day from 9 to 18 o'clock. The last tasks run on when the person has left. */
export function planDay(random: Random): Day {
  const planner = new DayPlanner(random);
  for (let at = BEGINS_AT; at < BEGINS_AT + HOURS * HOUR;) {
    const absence = absences.find((one) => at >= BEGINS_AT + one.at * HOUR && at < BEGINS_AT + one.until * HOUR);
    at = absence
      ? planner.leave(at, BEGINS_AT + absence.until * HOUR, absence.sleepsAfter)
      : planner.live(at, pick(random, habits));
  }
  return planner.day();
}

class DayPlanner {
  readonly #tasks: PlannedTask[] = [];
  readonly #spells: Spell[] = [];

  constructor(private readonly random: Random) {}

  day(): Day {
    const endsAt = Math.max(BEGINS_AT + HOURS * HOUR, ...this.#tasks.map((task) => task.endsAt)) + MINUTE;
    this.#spells.push({ at: BEGINS_AT + HOURS * HOUR, attention: noAttention });
    return { beginsAt: BEGINS_AT, endsAt, tasks: this.#tasks, spells: this.#spells };
  }

  /** @returns When the person is back. */
  leave(at: number, until: number, sleepsAfter: number): number {
    this.#spells.push({ at, attention: noAttention });
    if (at + sleepsAfter < until) this.#spells.push({ at: at + sleepsAfter, attention: noAttention, isAsleep: true });
    return until;
  }

  /** @returns When the person does something else. */
  live(at: number, habit: keyof typeof habits): number {
    const { random } = this;
    switch (habit) {
      case 'startAndWatch':
        return this.#watch(at, this.#start(at));
      case 'lookAgain': {
        const running = this.#tasks.filter((task) => task.endsAt > at);
        const one = running[Math.floor(random() * running.length)];
        return one ? this.#watch(at, one) : this.#code(at);
      }
      case 'startMany': {
        for (let count = Math.round(between(random, 3, 12)); count > 0; count -= 1) this.#start(at);
        this.#look(at, { isListVisible: true });
        return at + between(random, 10 * SECOND, MINUTE);
      }
      case 'startAndCode':
        this.#start(at);
        return this.#code(at);
      case 'code':
        return this.#code(at);
      case 'elsewhere':
        this.#look(at, { isFocused: false });
        return at + logBetween(random, 20 * SECOND, 10 * MINUTE);
    }
  }

  #start(at: number): PlannedTask {
    const task = planTask(this.random, `task${this.#tasks.length}`, at);
    this.#tasks.push(task);
    return task;
  }

  /** With the page in sight until its task has ended and the end is read, or patience is. */
  #watch(at: number, task: PlannedTask): number {
    this.#look(at, { isListVisible: this.random() < 0.5, pages: [task.id] });
    const read = task.endsAt - at + between(this.random, 3 * SECOND, 15 * SECOND);
    return at + Math.min(read, logBetween(this.random, 10 * SECOND, 5 * MINUTE));
  }

  #code(at: number): number {
    this.#look(at, { isListVisible: this.random() < 0.3 });
    return at + logBetween(this.random, 20 * SECOND, 6 * MINUTE);
  }

  #look(at: number, { isFocused = true, isListVisible = false, pages = [] }: Partial<Attention>): void {
    this.#spells.push({ at, attention: { isFocused, isListVisible, pages } });
  }
}

/** How closely one window that pays such attention looks at a task. */
export function attentionTo(id: string, { isFocused, isListVisible, pages }: Attention): TaskAttention {
  if (!isFocused) return 'unfocused';
  if (pages.includes(id)) return 'watched';
  return isListVisible ? 'visible' : 'hidden';
}

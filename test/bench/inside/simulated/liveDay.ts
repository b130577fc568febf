import { noAttention, type TaskAttention } from '../../../../src/core/model/attention';
import type { SimulatedClock } from './clock';
import { attentionTo, type Day } from './day';
import { logBetween, type Random } from './random';
import { SimulatedService } from './service';
import type { PlannedTask, Spell } from './work';

/** How a task was looked at; `asleep` when the machine slept. */
export const watchings = ['watched', 'visible', 'hidden', 'unfocused', 'asleep'] as const;
export type Watching = (typeof watchings)[number];

/** What came of one way of polling. */
export interface Outcome {
  /** From a task's end to the answer that tells it, in ms, by the attention at its end. The machine's sleep is left out. */
  readonly delays: Readonly<Record<Watching, number[]>>;
  /** By the attention at the question. */
  readonly requests: Record<Watching, number>;
}

export const noOutcome = (): Outcome => ({
  delays: { watched: [], visible: [], hidden: [], unfocused: [], asleep: [] },
  requests: { watched: 0, visible: 0, hidden: 0, unfocused: 0, asleep: 0 },
});

/** The world that a poller lives in. */
export interface World {
  readonly service: SimulatedService;
  readonly attentionOf: (id: string) => TaskAttention;
}

/** One way of polling. */
export interface Watcher {
  /** The service has taken a task. */
  follow(task: PlannedTask): void;
  /** The person looks elsewhere. */
  look(): void;
}

/** What happens, whether the machine is awake or not. */
interface Happening {
  readonly at: number;
  readonly happens: () => void;
}

/**
 * Lets a day pass, and adds to the outcome what was asked and noticed.
 * @throws when the end of a task was never noticed.
 */
export async function liveDay(
  day: Day,
  clock: SimulatedClock,
  random: Random,
  watcherIn: (world: World) => Watcher,
  { delays, requests }: Outcome,
): Promise<void> {
  let present: Omit<Spell, 'at'> = { attention: noAttention };
  const ended = new Map<string, { readonly watching: Watching; readonly awakeAt: number }>();
  const attentionOf = (id: string): TaskAttention => attentionTo(id, present.attention);
  const service = new SimulatedService({
    clock,
    latencyMs: () => logBetween(random, 60, 300),
    onDidAsk: ({ id }) => (requests[attentionOf(id)] += 1),
    onDidTellEnd: ({ id }) => {
      const end = ended.get(id);
      if (end) delays[end.watching].push(clock.awake() - end.awakeAt);
      ended.delete(id);
    },
  });
  const watcher = watcherIn({ service, attentionOf });
  const happenings: Happening[] = [
    ...day.spells.map((spell) => ({
      at: spell.at,
      happens: () => {
        present = spell;
        watcher.look();
      },
    })),
    ...day.tasks.flatMap((task) => [
      {
        at: task.startsAt,
        happens: () => {
          service.take(task);
          watcher.follow(task);
        },
      },
      {
        at: task.endsAt,
        happens: () =>
          void ended.set(task.id, {
            watching: present.isAsleep ? 'asleep' : attentionOf(task.id),
            awakeAt: clock.awake(),
          }),
      },
    ]),
    { at: day.endsAt, happens: () => undefined },
  ];
  for (const { at, happens } of happenings.sort((one, other) => one.at - other.at)) {
    if (present.isAsleep) clock.suspend(at - clock.now());
    else await clock.runTo(at);
    happens();
  }
  if (ended.size > 0) throw new Error(`Nobody noticed the end of ${[...ended.keys()].join(', ')}.`);
}

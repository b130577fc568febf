/**
 * What it costs to keep an eye on many tasks: the real poller and the real store on simulated time. Prints JSON. Run with
 * `--expose-gc`. Arguments: number of tasks, simulated minutes, `quiet` or `lively`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { heldBytes } from './memory';
import { bookId, recordsOf, writeBook } from './simulated/books';
import { SimulatedClock } from './simulated/clock';
import { pollAtFixedPace } from './simulated/fixedPoll';
import { between, logBetween, type Random, seeded } from './simulated/random';
import { SimulatedService } from './simulated/service';
import { inFolder, openPoller, openStore } from './simulated/window';
import type { PlannedTask } from './simulated/work';

/** What a simulated minute takes. */
export interface Cost {
  /** Of all threads, in ms. */
  readonly cpuMs: number;
  readonly questions: number;
  /** One of a hundred turns of the event loop came at least so late, in ms. A busy machine is in it. */
  readonly lateP99Ms: number;
}

export interface Tracked {
  readonly ours: Cost;
  /** The same questions, asked by a loop for each task that keeps nothing. */
  readonly floor: Cost;
  /** Held for the tasks by store and poller, in bytes. */
  readonly heldBytes: number;
  /** Taking over all tasks, in ms. */
  readonly takeOverMs: number;
}

const MINUTE = 60_000;
const BEGINS_AT = Date.UTC(2026, 10, 23, 9);
/** So old that all are asked at the slowest pace: the same number of questions for each task, whatever their number. */
const AGE_MS = 60 * MINUTE;
/** Short enough for eight questions in flight to be as many as 10,000 tasks need. */
const LATENCY_MS = 10;
/** Of the event loop's monitor, in ms. */
const RESOLUTION_MS = 1;
const WARM_UP_MINUTES = 3;

const [count = '100', minutes = '1', mood = 'quiet'] = process.argv.slice(2);
const tasks = Number(count);

/** A task that ends after all is measured. */
function plan(id: string, random: Random): PlannedTask {
  const endsAt = BEGINS_AT + 24 * 60 * MINUTE;
  const actionsAt: number[] = [];
  // Lively: it does something else each 3 to 30 s.
  if (mood === 'lively') {
    for (
      let at = BEGINS_AT;
      at < BEGINS_AT + (Number(minutes) + WARM_UP_MINUTES) * MINUTE;
      at += logBetween(random, 3_000, 30_000)
    ) {
      actionsAt.push(at);
    }
  }
  return { id, startsAt: BEGINS_AT - AGE_MS, endsAt, actionsAt };
}

/** Lets the minutes pass, after those in which code is compiled and every task is met and found to be silent. */
async function measure(
  clock: SimulatedClock,
  service: SimulatedService,
  warmUpMinutes: number,
  afterEach: () => Promise<void>,
): Promise<Cost> {
  const live = async (simulated: number): Promise<void> => {
    for (let minute = 0; minute < simulated; minute += 1) {
      await clock.runTo(clock.now() + MINUTE);
      await afterEach();
    }
  };
  await live(warmUpMinutes);
  // What was written is noticed in the folder, in real time.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const late = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  late.enable();
  const [asked, before] = [service.asked, process.cpuUsage()];
  await live(Number(minutes));
  const { user, system } = process.cpuUsage(before);
  late.disable();
  return {
    cpuMs: (user + system) / 1_000 / Number(minutes),
    questions: (service.asked - asked) / Number(minutes),
    lateP99Ms: Math.max(0, late.percentile(99) / 1e6 - RESOLUTION_MS),
  };
}

function serviceOf(plans: readonly PlannedTask[], clock: SimulatedClock): SimulatedService {
  const service = new SimulatedService({ clock, latencyMs: () => LATENCY_MS });
  for (const task of plans) service.take(task);
  return service;
}

async function measureFloor(plans: readonly PlannedTask[]): Promise<Cost> {
  const clock = new SimulatedClock(BEGINS_AT);
  const service = serviceOf(plans, clock);
  const random = seeded(2);
  for (const { id } of plans) {
    clock.after(random() * 30_000, () => {
      void pollAtFixedPace(service, id, clock, () => 30_000 * between(random, 0.85, 1.15));
    });
  }
  return measure(clock, service, 1, () => Promise.resolve());
}

async function measureOurs(plans: readonly PlannedTask[], folder: string): Promise<Omit<Tracked, 'floor'>> {
  const clock = new SimulatedClock(BEGINS_AT);
  const service = serviceOf(plans, clock);
  const before = await heldBytes();
  const store = await openStore(folder, clock);
  const startedAt = performance.now();
  const poller = openPoller(store, clock, seeded(2), service, () => 'hidden');
  const takeOverMs = performance.now() - startedAt;
  const ours = await measure(clock, service, WARM_UP_MINUTES, () => store.flush());
  const held = (await heldBytes()) - before;
  poller.dispose();
  store.dispose();
  return { ours, heldBytes: held, takeOverMs };
}

async function main(): Promise<void> {
  const random = seeded(1);
  const plans = Array.from({ length: tasks }, (_, number) => plan(bookId(number), random));
  const floor = await measureFloor(plans);
  await inFolder(async (folder) => {
    for (const [number, { id, startsAt }] of plans.entries()) writeBook(folder, id, recordsOf(number, startsAt, 20));
    const tracked: Tracked = { ...(await measureOurs(plans, folder)), floor };
    console.log(JSON.stringify(tracked));
  });
}

void main();

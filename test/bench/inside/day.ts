/** Days at work on simulated time, lived with our poller and with a fixed poll. Prints JSON. Argument: number of days. */
import { isSettled } from '../../../src/core/model/task';
import { SimulatedClock } from './simulated/clock';
import { type Day, planDay } from './simulated/day';
import { pollAtFixedPace } from './simulated/fixedPoll';
import { liveDay, noOutcome, type Outcome } from './simulated/liveDay';
import { seeded } from './simulated/random';
import { handOver, inFolder, openPoller, openStore } from './simulated/window';

export interface Days {
  readonly tasks: number;
  readonly ours: Outcome;
  readonly fixed: Outcome;
}

const FIXED_MS = 3_000;
const [days = 1] = process.argv.slice(2).map(Number);

async function liveWithFixedPoll(day: Day, seed: number, outcome: Outcome): Promise<void> {
  const clock = new SimulatedClock(day.beginsAt);
  await liveDay(
    day,
    clock,
    seeded(seed),
    ({ service }) => ({
      follow: ({ id }) => void pollAtFixedPace(service, id, clock, () => FIXED_MS),
      look: () => undefined,
    }),
    outcome,
  );
}

/** @throws when the store does not know in the end that every task has finished. */
async function liveWithOurs(day: Day, seed: number, outcome: Outcome, folder: string): Promise<void> {
  const clock = new SimulatedClock(day.beginsAt);
  const store = await openStore(folder, clock);
  await liveDay(
    day,
    clock,
    seeded(seed),
    ({ service, attentionOf }) => {
      const poller = openPoller(store, clock, seeded(seed + 1_000), service, attentionOf);
      return { follow: (task) => handOver(store, task), look: () => poller.reconsider() };
    },
    outcome,
  );
  const finished = store.tasks().filter((task) => task.state === 'finished' && isSettled(task)).length;
  if (finished !== day.tasks.length) throw new Error(`${finished} of ${day.tasks.length} tasks finished.`);
  await store.flush();
  store.dispose();
}

async function main(): Promise<void> {
  const [ours, fixed] = [noOutcome(), noOutcome()];
  let tasks = 0;
  for (let seed = 1; seed <= days; seed += 1) {
    const day = planDay(seeded(seed));
    tasks += day.tasks.length;
    await liveWithFixedPoll(day, seed, fixed);
    await inFolder((folder) => liveWithOurs(day, seed, ours, folder));
  }
  const lived: Days = { tasks, ours, fixed };
  console.log(JSON.stringify(lived));
}

void main();

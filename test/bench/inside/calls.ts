/**
 * What a call costs: rounds of each contestant in turn, so that a busy machine hits all alike. Prints JSON.
 * Arguments: number of rounds, calls in each (at least as many as are in flight).
 */
import { contestantNames } from './contestantNames';
import { type Contestant, contestants } from './contestants';
import { makeCalls } from './makeCalls';
import { type ServiceProcess, startServiceProcess } from './serviceProcess';

/** What one round of one contestant took. */
export interface Round {
  /** CPU of the whole process, in µs per call. */
  readonly cpu: number;
  /** In µs per call. */
  readonly wall: number;
}

/** All rounds at one level of concurrency. */
export interface Level {
  readonly inFlight: number;
  readonly rounds: Readonly<Record<string, readonly Round[]>>;
  /** Opened by the first 1,000 calls. */
  readonly connections: Readonly<Record<string, number>>;
}

const [rounds = 0, calls = 0] = process.argv.slice(2).map(Number);

async function timed(contestant: Contestant, inFlight: number): Promise<Round> {
  const count = Math.max(calls, inFlight);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await makeCalls(contestant, inFlight, count);
  const wall = (performance.now() - startedAt) * 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpu: (user + system) / count, wall: wall / count };
}

async function measure(service: ServiceProcess, inFlight: number): Promise<Level> {
  const all = contestantNames.map((name) => contestants[name](service.endpoint));
  const connections: Record<string, number> = {};
  for (const contestant of all) {
    const before = await service.connections();
    await makeCalls(contestant, inFlight, 1_000);
    connections[contestant.name] = (await service.connections()) - before;
  }
  const results: Record<string, Round[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    // Each comes after each as often as before it: what one leaves for the collector, the next one pays.
    const turned = [...all.slice(round % all.length), ...all.slice(0, round % all.length)];
    for (const contestant of round % 2 === 0 ? turned : turned.reverse()) {
      (results[contestant.name] ??= []).push(await timed(contestant, inFlight));
    }
  }
  for (const contestant of all) contestant.dispose();
  return { inFlight, rounds: results, connections };
}

/** Lets everything be compiled before it is measured: a client that polls all day is. */
async function warmUp({ endpoint }: ServiceProcess): Promise<void> {
  for (const name of contestantNames) {
    const contestant = contestants[name](endpoint);
    for (const inFlight of [1, 32]) await makeCalls(contestant, inFlight, 2_500);
    contestant.dispose();
  }
}

async function main(): Promise<void> {
  const service = await startServiceProcess();
  await warmUp(service);
  const levels: Level[] = [];
  for (const inFlight of [1, 32, 256]) levels.push(await measure(service, inFlight));
  service.stop();
  console.log(JSON.stringify(levels));
}

void main();

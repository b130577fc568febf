/**
 * What a call costs: rounds of each contestant in turn, so that a busy machine hits all alike. Prints JSON.
 * Arguments: number of rounds, calls in each.
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
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await makeCalls(contestant, inFlight, calls);
  const wall = (performance.now() - startedAt) * 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { cpu: (user + system) / calls, wall: wall / calls };
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
    // Each is first, second and last equally often: what one leaves for the collector, the next one pays.
    const order = all.map((_, index) => all[(index + round) % all.length] ?? all[0]);
    for (const contestant of order) {
      if (contestant) (results[contestant.name] ??= []).push(await timed(contestant, inFlight));
    }
  }
  for (const contestant of all) contestant.dispose();
  return { inFlight, rounds: results, connections };
}

async function main(): Promise<void> {
  const service = await startServiceProcess();
  const levels: Level[] = [];
  for (const inFlight of [1, 32, 256]) levels.push(await measure(service, inFlight));
  service.stop();
  console.log(JSON.stringify(levels));
}

void main();

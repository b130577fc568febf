/**
 * What one contestant keeps in memory: the heap after a collection, before and after many calls. Prints JSON. Run with
 * `--expose-gc`. Arguments: contestant, number of batches, calls in each.
 */
import type { ContestantName } from './contestantNames';
import { contestants } from './contestants';
import { makeCalls } from './makeCalls';
import { startServiceProcess } from './serviceProcess';

/** Bytes of heap kept by each batch of calls. */
export interface Kept {
  readonly bytes: readonly number[];
  readonly calls: number;
}

const [name = 'ours', ...counts] = process.argv.slice(2);
const [batches = 0, calls = 0] = counts.map(Number);

/** Collected until it shrinks no more: what one collection frees may be what held something else. */
async function heapUsed(): Promise<number> {
  let used = Infinity;
  for (;;) {
    // What ends in a later turn of the loop ends first: sockets going back, timers.
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
    const now = process.memoryUsage().heapUsed;
    if (now > used - 1_024) return Math.min(now, used);
    used = now;
  }
}

async function main(): Promise<void> {
  if (!globalThis.gc) throw new Error('Run with --expose-gc.');
  const service = await startServiceProcess();
  const contestant = contestants[name as ContestantName](service.endpoint);
  // Code is compiled, caches fill, connections open.
  await makeCalls(contestant, 32, Math.max(calls, 2_000));
  const bytes: number[] = [];
  let before = await heapUsed();
  for (let batch = 0; batch < batches; batch += 1) {
    await makeCalls(contestant, 32, calls);
    const after = await heapUsed();
    bytes.push(after - before);
    before = after;
  }
  contestant.dispose();
  service.stop();
  const kept: Kept = { bytes, calls };
  console.log(JSON.stringify(kept));
}

void main();

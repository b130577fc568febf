import { readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { toolReply } from '../reply';
import type { Tool } from './tool';

/** Shares and rates are those of this span. */
const SAMPLE_MS = 250;

/** Where Linux counts what its network interfaces carried. */
const NETWORK = '/proc/net/dev';

/** What the processors spent, in the system's ticks. */
interface CpuTime {
  readonly busy: number;
  readonly all: number;
}

/** Bytes since the machine started. */
export interface Traffic {
  readonly received: number;
  readonly sent: number;
}

/**
 * Figures of this machine, which is what a session of Local runs on, under the service's names (official SDK 0.19, its tests):
 * sizes in bytes, traffic in kB of 1024 bytes since the machine started, the disk that holds the sessions. What the system
 * does not tell is left out.
 */
export const metrics: Tool['call'] = async () => {
  const [cpuBefore, netBefore, startedAt] = [cpuTime(), await traffic(), performance.now()];
  await sleep(SAMPLE_MS);
  const [cpuAfter, netAfter, seconds] = [cpuTime(), await traffic(), (performance.now() - startedAt) / 1_000];
  const memory = os.totalmem();
  return toolReply(
    JSON.stringify({
      cpu_count: os.cpus().length,
      ...cpuShare(cpuBefore, cpuAfter),
      mem_total: memory,
      mem_used: memory - os.freemem(),
      ...(await disk(os.tmpdir())),
      ...(netBefore && netAfter && network(netBefore, netAfter, seconds)),
      timestamp: new Date().toISOString(),
    }),
  );
};

function cpuTime(): CpuTime {
  let busy = 0;
  let all = 0;
  for (const { times } of os.cpus()) {
    const whole = times.user + times.nice + times.sys + times.idle + times.irq;
    all += whole;
    busy += whole - times.idle;
  }
  return { busy, all };
}

/** Empty where the system counts no processor time, as some sandboxes do not. */
function cpuShare(before: CpuTime, after: CpuTime): { readonly cpu_used_pct?: number } {
  const all = after.all - before.all;
  if (all <= 0) return {};
  return { cpu_used_pct: tenths(Math.min(100, Math.max(0, (100 * (after.busy - before.busy)) / all))) };
}

async function disk(folder: string): Promise<{ readonly disk_total?: number; readonly disk_used?: number }> {
  try {
    const { bsize, blocks, bfree } = await statfs(folder);
    return { disk_total: blocks * bsize, disk_used: (blocks - bfree) * bsize };
  } catch {
    return {}; // A file system that gives no figures.
  }
}

/** `undefined` where the system does not count in this way. */
async function traffic(): Promise<Traffic | undefined> {
  try {
    return trafficIn(await readFile(NETWORK, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Adds up what the interfaces carried, but for the loopback: that never left the machine. */
export function trafficIn(table: string): Traffic {
  let received = 0;
  let sent = 0;
  for (const line of table.split('\n')) {
    // Name, then eight counters of what came in, the bytes first, then eight of what went out.
    const [, name, counters] = /^\s*([^\s:]+):\s*(.*)$/u.exec(line) ?? [];
    const numbers = (counters ?? '').split(/\s+/u).map(Number);
    if (name === undefined || name === 'lo') continue;
    received += numbers[0] ?? 0;
    sent += numbers[8] ?? 0;
  }
  return { received, sent };
}

const network = (before: Traffic, after: Traffic, seconds: number): Readonly<Record<string, number>> => ({
  rx_rate_kbyte_per_s: tenths((after.received - before.received) / 1024 / seconds),
  tx_rate_kbyte_per_s: tenths((after.sent - before.sent) / 1024 / seconds),
  rx_used_kbyte: tenths(after.received / 1024),
  tx_used_kbyte: tenths(after.sent / 1024),
});

const tenths = (value: number): number => Math.round(value * 10) / 10;

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TaskAttention } from '../../../../src/core/model/attention';
import { Store } from '../../../../src/core/store/store';
import { Poller } from '../../../../src/core/sync/poller';
import type { Clock } from '../../../../src/core/util/clock';
import type { Logger } from '../../../../src/core/util/logger';
import type { Random } from './random';
import type { SimulatedService } from './service';
import type { PlannedTask } from './work';

export const WINDOW = 'bench-window';

const ignore = (): void => undefined;
const silentLog: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** A folder that is gone afterwards. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ab-bench-ledger-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** The store, as a window opens it. */
export const openStore = (folder: string, clock: Clock, log = silentLog): Promise<Store> =>
  Store.open({ folder, windowId: WINDOW, teller: () => WINDOW, clock, log });

/** The poller of the only window there is, with the settings nobody has changed. */
export function openPoller(
  store: Store,
  clock: Clock,
  random: Random,
  service: SimulatedService,
  attentionOf: (id: string) => TaskAttention,
): Poller {
  return new Poller({
    ...{ store, clock, random, attentionOf },
    ask: ({ id }) => service.ask(id),
    onSessionGone: ignore,
    isMine: () => true,
    bounds: () => ({ shortestMs: 1_000, longestMs: 30_000 }),
    serviceOf: () => 'the service',
    lastKnownAt: ({ updatedAt }) => updatedAt,
  });
}

/** Records that a task was asked for and taken, as an operation does. */
export function handOver(store: Store, { id }: PlannedTask): void {
  const sessionId = `session-of-${id}`;
  const kind = { agent: 'computer', connection: 'cloud' } as const;
  store.record(
    id,
    { type: 'created', ...kind, text: 'Open Notepad and write a greeting', windowId: WINDOW },
    { type: 'placed', sessionId },
    { type: 'sending' },
  );
  store.record(id, { type: 'accepted', ...kind, taskId: id, sessionId });
}

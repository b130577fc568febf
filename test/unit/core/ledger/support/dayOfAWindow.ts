import { writeSync } from 'node:fs';
import type { TaskFact } from '../../../../../src/core/ledger/records';
import { Store } from '../../../../../src/core/store/store';
import { systemClock } from '../../../../../src/core/util/clock';

/**
 * A window's work, for a process that is to be killed in the middle of it: opens the ledger, works on tasks one after another,
 * and says what is on disk, a line each.
 */
const [folder = '', windowId = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
const silent = (): void => undefined;

async function work(): Promise<void> {
  say('opening');
  const log = { debug: silent, info: silent, warn: silent, error: (text: string) => say(`error ${text}`) };
  const store = await Store.open({ folder, windowId, teller: () => windowId, clock: systemClock, log });
  say('open');
  for (let n = 0; ; n++) {
    const id = `${windowId}-${n}`;
    const record = async (says: string, ...facts: [TaskFact, ...TaskFact[]]): Promise<void> => {
      store.record(id, ...facts);
      await store.flush();
      say(`${id} ${says}`);
    };
    await record('submitting', {
      type: 'created',
      agent: 'browser',
      connection: 'cloud',
      text: `Task ${n}`,
      windowId,
    });
    await record('running', {
      type: 'accepted',
      taskId: `k${id}`,
      sessionId: 's',
      agent: 'browser',
      connection: 'cloud',
    });
    for (let step = 1; step <= 3; step++) await record(`action ${step}`, { type: 'action', text: `step ${step}` });
    await record('finished', { type: 'product', text: `Product of ${id}` }, { type: 'settled', state: 'finished' });
  }
}

void work();

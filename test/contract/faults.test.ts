import assert from 'node:assert/strict';
import type { Script } from '../../src/local/script/script';
import { ENDLESS_TASK, type PublicCall, publicCalls, SHORT_TASK } from './faults/calls';
import { judge, meet, setStage } from './faults/cell';
import { expected } from './faults/expectation';
import { rows } from './faults/rows';
import { type LocalService, startLocalService } from './support/localService';

const script: Script = [
  { task: ENDLESS_TASK, end: 'never' },
  { task: SHORT_TASK, end: { status: 'finished', product: 'Done.' } },
];

/** Each server has a fault plan of its own; while one waits for its sockets, the others go on. */
const LANES = 4;

/** Makes a cell of the table for each call, and tells of all that are wrong. */
async function forEachCall(
  check: (service: LocalService, call: PublicCall, name: string) => Promise<void>,
): Promise<void> {
  const left = Object.entries(publicCalls);
  const wrong: string[] = [];
  const lane = async (): Promise<void> => {
    const service = await startLocalService({ script, routes: [] });
    for (let next = left.shift(); next; next = left.shift()) {
      const [name, call] = next;
      await check(service, call, name).catch((error: unknown) => wrong.push(`${name}: ${String(error)}`));
    }
    await service.close();
    wrong.push(...service.warnings);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  assert.equal(wrong.length, 0, `${wrong.length} calls:\n${wrong.join('\n')}`);
}

describe('every call, through the gateway, that meets', function () {
  this.timeout(60_000);

  for (const [fault, row] of Object.entries(rows)) {
    it(fault, () =>
      forEachCall(async (service, call, name) => {
        if (row.only?.includes(name) === false) return;
        const told = await meet(service, await setStage(service, call), call, row);
        judge(told, call.action, expected(name, call, row));
        const { pauseMs } = row;
        if (pauseMs !== undefined && call.repeat !== 'wait') {
          assert.ok(
            told.pauses.every((pause) => pause === pauseMs),
            `pauses: ${told.pauses.join()}`,
          );
        }
      }),
    );
  }
});

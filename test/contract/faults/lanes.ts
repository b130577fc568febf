import assert from 'node:assert/strict';
import type { Options } from '../../../src/local/options';
import type { Script } from '../../../src/local/script/script';
import { type LocalService, startLocalService } from '../support/localService';
import { ENDLESS_TASK, type PublicCall, publicCalls, SHORT_TASK } from './calls';

export const script: Script = [
  { task: ENDLESS_TASK, end: 'never' },
  { task: SHORT_TASK, end: { status: 'finished', product: 'Done.' } },
];

/** Each server has a fault plan of its own; while one waits for its sockets, the others go on. */
const LANES = 4;

/** Makes a cell of the table for each call that is asked for, and tells of all that are wrong. */
export async function forEachCall(
  isAsked: (name: string, call: PublicCall) => boolean,
  options: Partial<Options>,
  check: (service: LocalService, call: PublicCall, name: string) => Promise<void>,
): Promise<void> {
  const left = Object.entries(publicCalls).filter(([name, call]) => isAsked(name, call));
  const wrong: string[] = [];
  const lane = async (): Promise<void> => {
    const service = await startLocalService({ script, ...options });
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

import assert from 'node:assert/strict';
import { setTimeout as realSleep } from 'node:timers/promises';
import { ledgerFolder } from '../../../../src/core/ledger/ledger';
import type { GapCause } from '../../../../src/core/model/task';
import { Windows } from '../../../../src/core/windows/windows';
import { anAnswer } from '../../../support/builders';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';
import { type Polling, polling } from './support/polling';

const HOUR = 3_600_000;

/** Lets files be written and read until something is so. */
async function eventually(isSo: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    assert.ok(tries < 300, `still not: ${what}`);
    await realSleep(10);
  }
}

describe('the poller of a window that is the keeper, when the machine slept', () => {
  let windows: Windows;
  afterEach(() => windows.close());
  const folder = temporaryFolder();
  const each = polling();

  /** A keeper that looks after one task, about which nothing was new for a minute. */
  const keep = async () => {
    const at = each();
    windows = await Windows.open({ folder: ledgerFolder(folder()), clock: at.clock, log: new MemoryLog() });
    windows.beat({ isBeating: true, wantsKeeping: true });
    await eventually(() => windows.isKeeper, 'it is the keeper');
    at.answer = () => anAnswer({ taskAction: 'Reading' });
    at.find();
    const poller = at.start({
      isMine: () => windows.isKeeper,
      lastKnownAt: ({ updatedAt }) => Math.max(updatedAt, windows.lastKeptAt ?? 0),
    });
    windows.onDidChange(() => poller.reconsider());
    for (let seconds = 0; seconds < 60; seconds += 1) {
      await at.clock.advance(1_000);
      await windows.flush();
    }
    return at;
  };

  const gaps = async (at: Polling): Promise<[GapCause, number][]> => {
    const { entries } = await at.store.timeline('own-1', 100);
    return entries.flatMap((entry) => (entry.type === 'gap' ? [[entry.why, entry.until - entry.at]] : []));
  };

  it('goes on asking, and tells how long nothing was known', async () => {
    const at = await keep();
    at.asked = [];
    at.clock.leap(HOUR);
    await eventually(() => at.asked.length > 0, 'asked again');
    await at.clock.advance(0);
    const [gap, ...others] = await gaps(at);
    assert.deepEqual([gap?.[0], others], ['asleep', []]);
    assert.ok(gap && gap[1] >= HOUR && gap[1] < HOUR + 5_000, `${gap?.[1]} ms`);
  });

  for (const seconds of [6, 20]) {
    it(`goes on asking after it was held up for ${seconds} s, which is no gap`, async () => {
      const at = await keep();
      at.asked = [];
      at.clock.leap(seconds * 1_000);
      await eventually(() => at.asked.length > 0, 'asked again');
      await at.clock.advance(0);
      assert.deepEqual(await gaps(at), []);
    });
  }
});

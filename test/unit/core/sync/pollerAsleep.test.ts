import assert from 'node:assert/strict';
import { setTimeout as realSleep } from 'node:timers/promises';
import { ledgerFolder } from '../../../../src/core/ledger/ledger';
import type { GapCause } from '../../../../src/core/model/task';
import { Windows } from '../../../../src/core/windows/windows';
import { anAnswer } from '../../../support/builders';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';
import { polling } from './support/polling';

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

  it('goes on asking, and tells how long nothing was known', async () => {
    const at = await keep();
    at.asked = [];
    at.clock.leap(HOUR);
    await eventually(() => at.asked.length > 0, 'asked again');
    await at.clock.advance(0);
    const { entries } = await at.store.timeline('own-1', 100);
    const gaps = entries.flatMap((entry): [GapCause, number][] =>
      entry.type === 'gap' ? [[entry.why, entry.until - entry.at]] : [],
    );
    assert.equal(gaps.length, 1);
    assert.equal(gaps[0]?.[0], 'asleep');
    assert.ok(gaps[0][1] >= HOUR && gaps[0][1] < HOUR + 5_000, `${gaps[0][1]} ms`);
  });

  it('goes on asking after it was held up for a few seconds', async () => {
    const at = await keep();
    at.asked = [];
    at.clock.leap(6_000);
    await eventually(() => at.asked.length > 0, 'asked again');
  });
});

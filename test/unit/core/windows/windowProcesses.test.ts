import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundledScript } from '../../../support/script';
import { temporaryFolder } from '../../../support/temporary';
import { Random } from '../../../soak/random';
import { WindowProcess, windowScript } from './support/aWindowProcess';
import type { WindowState } from './support/messages';

const isSoak = process.env['AGENTBAY_SOAK'] === '1';

describe('windows in processes of their own', function () {
  this.timeout(60_000);
  const script = bundledScript(windowScript);
  let processes: WindowProcess[] = [];
  afterEach(async () => {
    await Promise.all(processes.map((each) => each.kill()));
    processes = [];
  });
  const folder = temporaryFolder(); // After them: they write there until they are gone.
  const start = async (count: number): Promise<readonly WindowProcess[]> => {
    const more = Array.from({ length: count }, (_, index) =>
      WindowProcess.start(script(), folder(), `window${processes.length + index}`),
    );
    processes = [...processes, ...(await Promise.all(more))];
    return processes.slice(-count);
  };

  /** Asks until the answer is good. @returns How long that took, in ms. */
  const until = async (window: WindowProcess, isGood: (state: WindowState) => boolean): Promise<number> => {
    const since = Date.now();
    while (!isGood(await window.ask())) await sleep(20);
    return Date.now() - since;
  };
  /** Two windows that beat, the keeper first. */
  const keeperAndOther = async (): Promise<readonly [WindowProcess, WindowProcess]> => {
    const [keeper, other] = await start(2);
    assert.ok(keeper && other);
    assert.equal((await keeper.beat()).isKeeper, true);
    assert.equal((await other.beat()).isKeeper, false);
    return [keeper, other];
  };

  it('hands the place of a killed keeper to another within 3 s, who knows when there last was one', async () => {
    const [keeper, other] = await keeperAndOther();
    await sleep(1_500);
    const killedAt = Date.now();
    await keeper.kill();
    const took = await until(other, ({ isKeeper }) => isKeeper);
    assert.ok(took < 3_000, `${took} ms`);
    const { lastKeptAt = 0 } = await other.ask();
    assert.ok(lastKeptAt <= killedAt && lastKeptAt > killedAt - 1_500, `${killedAt - lastKeptAt} ms before`);
  });

  it('hands the place of a keeper that closes to another at once', async () => {
    const [keeper, other] = await keeperAndOther();
    const { at, isKeeper } = await keeper.ask({ type: 'close' });
    assert.equal(isKeeper, false);
    await until(other, (state) => state.isKeeper);
    const took = (await other.ask()).at - at;
    assert.ok(took < 500, `${took} ms`);
  });

  it('hands the place of a stopped keeper to another within 10 s, and that one knows when it wakes', async () => {
    const [keeper, other] = await keeperAndOther();
    keeper.stop();
    const took = await until(other, ({ isKeeper }) => isKeeper);
    assert.ok(took < 10_000, `${took} ms`);
    assert.ok(took > 4_000, `${took} ms: it could not have known of it`);
    const announcement = path.join(folder(), 'windows', `${keeper.windowId}.json`);
    assert.equal(existsSync(announcement), false);
    keeper.resume();
    assert.equal((await keeper.ask()).isKeeper, false);
    await sleep(1_500);
    assert.equal((await keeper.ask()).isKeeper, false);
    assert.equal((await other.ask()).isKeeper, true);
    assert.equal(existsSync(announcement), true);
    assertOneKeeperAtATime([keeper, other]);
  });

  it('keeps the wish of a killed window', async () => {
    const [keeper, other] = await keeperAndOther();
    await other.ask({ type: 'wish', taskId: 'task-1' });
    await until(keeper, ({ wishes }) => wishes.includes('task-1'));
    await other.kill();
    await sleep(2_500);
    assert.deepEqual((await keeper.ask()).wishes, ['task-1']);
    await keeper.ask({ type: 'close' });
    const [late] = await start(1);
    assert.deepEqual((await late?.beat())?.wishes, ['task-1']);
  });

  it('lets exactly one of eight take a free place, each time', async () => {
    const windows = await start(8);
    for (let round = 0; round < 6; round += 1) {
      const at = Date.now() + 100;
      await Promise.all(windows.map((window) => window.beat(at)));
      const states = await Promise.all(windows.map((window) => window.ask()));
      assert.equal(states.filter(({ isKeeper }) => isKeeper).length, 1, `round ${round}`);
      await Promise.all(windows.map((window) => window.rest()));
    }
  });

  const lasts = isSoak ? { dayMs: 60_000, stopMs: 8_000 } : { dayMs: 2_000, stopMs: 500 };
  const seed = Number(process.env['AGENTBAY_SEED'] ?? Date.now() % 1_000_000);

  it(`never has two keepers, whoever is killed, stopped and woken (seed ${seed})`, async () => {
    const random = new Random(seed);
    const windows = [...(await start(4))];
    await Promise.all(windows.map((window) => window.beat()));
    const end = Date.now() + lasts.dayMs;
    while (Date.now() < end) {
      const victim = random.pick(windows);
      assert.ok(victim);
      if (random.next() < 0.3) {
        await victim.kill();
        const [heir] = await start(1);
        assert.ok(heir);
        windows[windows.indexOf(victim)] = heir;
        await heir.beat();
      } else {
        victim.stop();
        await sleep(random.next() * lasts.stopMs);
        victim.resume();
      }
      await sleep(random.next() * 300);
    }
    assertOneKeeperAtATime(processes);
    while (!(await Promise.all(windows.map((window) => window.ask()))).some(({ isKeeper }) => isKeeper))
      await sleep(20);
  }).timeout(lasts.dayMs + 60_000);
});

function assertOneKeeperAtATime(processes: readonly WindowProcess[]): void {
  const tenures = processes.flatMap((each) => each.tenures().map((tenure) => ({ tenure, of: each.windowId })));
  assert.ok(tenures.length > 0);
  tenures.sort((a, b) => a.tenure[0] - b.tenure[0]);
  let latest = tenures[0];
  for (const next of tenures.slice(1)) {
    if (!latest) return;
    const isTwo = next.of !== latest.of && next.tenure[0] <= latest.tenure[1];
    assert.ok(!isTwo, `${latest.of} until ${latest.tenure[1]}, ${next.of} from ${next.tenure[0]}`);
    if (next.tenure[1] > latest.tenure[1]) latest = next;
  }
}

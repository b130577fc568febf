import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as realSleep } from 'node:timers/promises';
import type { Attention } from '../../../../src/core/model/attention';
import { encodeAnnouncement } from '../../../../src/core/windows/announcement';
import { Windows } from '../../../../src/core/windows/windows';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';

const keeping = { isBeating: true, wantsKeeping: true };
const resting = { isBeating: false, wantsKeeping: false };
const front: Attention = { isFocused: true, isListVisible: true, pages: ['task-1'] };

/** Lets files be written, read and watched until something is so. */
async function eventually(isSo: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    assert.ok(tries < 300, `still not: ${what}`);
    await realSleep(10);
  }
}

describe('windows', () => {
  const opened: Windows[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((windows) => windows.close()));
  });
  const folder = temporaryFolder();
  const clock = new FakeClock();
  const log = new MemoryLog();
  const open = async (options: { readonly clock?: FakeClock; readonly folder?: string } = {}): Promise<Windows> => {
    const windows = await Windows.open({ folder: folder(), clock, log, ...options });
    opened.push(windows);
    return windows;
  };
  /** Lets each of the windows beat once, one after the other. */
  const beatOnce = async (time: FakeClock, ...windows: readonly Windows[]): Promise<void> => {
    await time.advance(1_000);
    for (const each of windows) await each.flush();
  };
  const files = async (): Promise<readonly string[]> => (await readdir(path.join(folder(), 'windows'))).sort();
  const fileOf = (windowId: string): string => path.join(folder(), 'windows', `${windowId}.json`);
  /** A window that was here and is gone, but for its file. */
  const aDeadWindow = async (windowId: string, more: Partial<Parameters<typeof encodeAnnouncement>[0]>) => {
    const announcement = {
      ...{ host: os.hostname(), pid: process.pid, beat: 7, isBeating: true },
      ...{ at: clock.now() - 60_000, attention: front, attentionAt: 0, wishes: [], done: [] },
    };
    await mkdir(path.join(folder(), 'windows'), { recursive: true });
    await writeFile(fileOf(windowId), encodeAnnouncement({ ...announcement, ...more }));
  };

  it('see each other, and that one has closed', async () => {
    const [a, b] = [await open(), await open()];
    await eventually(() => a.isAlive(b.id) && b.isAlive(a.id), 'both see the other');
    assert.notEqual(a.id, b.id);
    await b.close();
    await eventually(() => !a.isAlive(b.id), 'b is gone');
    assert.equal(a.lastSeenAt(b.id), clock.now());
    assert.deepEqual(await files(), [`${a.id}.json`]);
  });

  it('know of a window that has come only just, without a look at the others', async () => {
    const a = await open();
    const b = await open();
    assert.equal(a.isAlive(b.id), true);
    assert.equal(a.isAlive('0123456789ab'), false);
    assert.equal(a.isAlive('../../etc/passwd'), false);
    assert.equal(a.lastSeenAt('0123456789ab'), undefined);
  });

  it('tell the closest attention, and who is in front', async () => {
    const [a, b] = [await open(), await open()];
    assert.equal(a.teller(), a.id);
    b.announce(front);
    await eventually(() => a.attentionOf('task-1') === 'watched', 'a knows what b shows');
    assert.equal(a.attentionOf('task-2'), 'visible');
    assert.equal(a.teller(), b.id);
    clock.leap(1);
    a.announce({ isFocused: true, isListVisible: false, pages: [] });
    assert.equal(a.teller(), a.id, 'the one that came to the front last');
    b.announce({ ...front, isFocused: false });
    await eventually(() => a.attentionOf('task-1') === 'hidden', 'b is not in front');
    a.announce({ isFocused: false, isListVisible: true, pages: ['task-1'] });
    assert.equal(a.attentionOf('task-1'), 'unfocused');
  });

  it('announce a change once, and nothing that nobody asks for', async () => {
    const [a, b] = [await open(), await open()];
    await eventually(() => a.isAlive(b.id), 'a sees b');
    let changes = 0;
    a.onDidChange(() => (changes += 1));
    a.announce(front);
    a.announce({ ...front });
    await a.flush();
    assert.equal(changes, 1);
    a.beat({ isBeating: true, wantsKeeping: false });
    b.beat({ isBeating: true, wantsKeeping: false });
    for (let beats = 0; beats < 3; beats += 1) await beatOnce(clock, a, b);
    assert.equal(changes, 1, 'beats are none');
    b.wish('task-1');
    await eventually(() => changes === 2, 'a wish is one');
  });

  it('tick only while they beat', async () => {
    const time = new FakeClock();
    const a = await open({ clock: time });
    a.announce(front);
    await a.flush();
    assert.equal(time.waiting, 0);
    let beats = 0;
    a.onDidBeat(() => (beats += 1));
    a.beat(keeping);
    await a.flush();
    assert.deepEqual([time.waiting, beats], [1, 1]);
    await beatOnce(time, a);
    assert.deepEqual([time.waiting, beats], [1, 2]);
    a.beat(resting);
    await a.flush();
    assert.equal(time.waiting, 0);
    a.beat(keeping);
    a.dispose();
    await a.flush();
    assert.equal(time.waiting, 0);
  });

  it('agree on one keeper, who makes room when it does not want to be or closes', async () => {
    const [a, b] = [await open(), await open()];
    a.beat(keeping);
    await a.flush();
    b.beat(keeping);
    await b.flush();
    assert.deepEqual([a.isKeeper, b.isKeeper], [true, false]);
    const gaveUpAt = clock.now();
    a.beat({ isBeating: true, wantsKeeping: false });
    assert.equal(a.isKeeper, false);
    await eventually(() => b.isKeeper, 'b takes the place');
    assert.equal(b.lastKeptAt, gaveUpAt);
    a.beat(keeping);
    await a.flush();
    assert.equal(a.isKeeper, false);
    await b.close();
    assert.equal(b.isKeeper, false);
    await eventually(() => a.isKeeper, 'a takes it back');
    await a.flush();
    assert.equal((await files()).filter((name) => name.startsWith('keeper.')).length, 1, 'lower epochs are deleted');
  });

  it('cease to be the keeper when beats fail to come, before anybody else could know', async () => {
    const time = new FakeClock();
    const a = await open({ clock: time });
    a.beat(keeping);
    await a.flush();
    const [lease] = (await files()).filter((name) => name.startsWith('keeper.'));
    time.leap(3_900);
    assert.equal(a.isKeeper, true);
    await a.flush();
    const keptAt = time.now();
    let changes = 0;
    a.onDidChange(() => (changes += 1));
    time.leap(4_000);
    assert.equal(a.isKeeper, false, 'until it has looked again');
    await a.flush();
    await beatOnce(time, a);
    assert.equal(a.isKeeper, true);
    assert.equal(changes, 1, 'who asked in between and was told no is told');
    assert.equal(a.lastKeptAt, keptAt);
    assert.ok(!(await files()).includes(lease ?? ''), 'it has taken the place anew');
  });

  it('leave the place to whoever took it while they slept', async () => {
    const time = new FakeClock();
    const a = await open({ clock: time });
    a.beat(keeping);
    await a.flush();
    const b = await open();
    await writeFile(path.join(folder(), 'windows', 'keeper.9'), `${b.id} ${clock.now()} taken`);
    time.leap(60_000);
    assert.equal(a.isKeeper, false);
    await a.flush();
    await beatOnce(time, a);
    assert.equal(a.isKeeper, false);
  });

  it('take a window for dead that beats no more, after six looks; not one that rests', async () => {
    await aDeadWindow('00000000dead', {});
    await aDeadWindow('0000000a1e57', { isBeating: false });
    const time = new FakeClock();
    const a = await open({ clock: time });
    a.beat({ isBeating: true, wantsKeeping: false });
    await a.flush();
    for (let looks = 0; looks < 5; looks += 1) await beatOnce(time, a);
    assert.equal(a.isAlive('00000000dead'), true);
    assert.equal(a.teller(), '00000000dead');
    await beatOnce(time, a);
    assert.equal(a.isAlive('00000000dead'), false);
    assert.equal(a.isAlive('0000000a1e57'), true);
    assert.equal(a.lastSeenAt('00000000dead'), clock.now() - 60_000);
  });

  it('judge nobody right after they slept themselves', async () => {
    await aDeadWindow('00000000dead', {});
    const time = new FakeClock();
    const a = await open({ clock: time });
    a.beat({ isBeating: true, wantsKeeping: false });
    await a.flush();
    for (let looks = 0; looks < 5; looks += 1) await beatOnce(time, a);
    time.leap(3_600_000);
    await a.flush();
    for (let looks = 0; looks < 5; looks += 1) await beatOnce(time, a);
    assert.equal(a.isAlive('00000000dead'), true);
    await beatOnce(time, a);
    assert.equal(a.isAlive('00000000dead'), false);
  });

  it('know a window by more than its process id', async () => {
    await aDeadWindow('000000000001', { isBeating: false, pid: 2 ** 30 });
    await aDeadWindow('000000000002', { isBeating: false, processStart: '1' });
    await aDeadWindow('000000000003', { isBeating: false, pid: 2 ** 30, host: 'elsewhere' });
    const a = await open();
    assert.equal(a.isAlive('000000000001'), false, 'no such process');
    if (process.platform === 'linux') assert.equal(a.isAlive('000000000002'), false, 'another process of that id');
    assert.equal(a.isAlive('000000000003'), true, 'of a process elsewhere nothing is known');
  });

  it('hear that a wish is done, whoever did it', async () => {
    const [a, b] = [await open(), await open()];
    b.wish('task-1');
    b.wish('task-1');
    a.wish('task-2');
    await eventually(() => a.wishes().length === 2, 'a knows both');
    a.unwish('task-1');
    assert.deepEqual(
      a.wishes().map(({ terminate }) => terminate),
      ['task-2'],
    );
    await eventually(() => b.wishes().length === 1, 'b knows that its wish is done');
    a.unwish('task-2');
    await eventually(() => b.wishes().length === 0, 'b knows that the other is');
    await a.flush();
    await b.flush();
    await eventually(() => a.wishes().length === 0 && b.wishes().length === 0, 'nothing is left');
    b.wish('task-1');
    await eventually(() => a.wishes().length === 1, 'it can be wished again');
    for (const id of [a.id, b.id]) assert.doesNotMatch(await readFile(fileOf(id), 'utf8'), /"done":\[\{/);
  });

  it('sweep up after the dead, once what they wish is done', async () => {
    await aDeadWindow('000000000001', { pid: 2 ** 30, wishes: [{ terminate: 'task-1', at: 5 }] });
    await aDeadWindow('000000000002', { pid: 2 ** 30 });
    const time = new FakeClock();
    const a = await open({ clock: time });
    a.beat(keeping);
    await a.flush();
    assert.ok(!(await files()).includes('000000000002.json'));
    assert.equal(a.lastSeenAt('000000000002'), clock.now() - 60_000);
    assert.deepEqual(a.wishes(), [{ terminate: 'task-1', at: 5 }]);
    a.unwish('task-1');
    await beatOnce(time, a);
    await beatOnce(time, a);
    assert.ok(!(await files()).includes('000000000001.json'));
    assert.deepEqual(a.wishes(), []);
  });

  it('survive what is no announcement, and a lease nobody has signed', async () => {
    const a = await open();
    await writeFile(fileOf('000000000001'), '{"pid":');
    await writeFile(fileOf('000000000002'), '{"v":2,"pid":-1,"beat":1}');
    await writeFile(path.join(folder(), 'windows', 'keeper.3'), '');
    const time = new FakeClock();
    const b = await open({ clock: time });
    b.beat(keeping);
    await b.flush();
    for (let looks = 0; looks < 5; looks += 1) await beatOnce(time, b);
    assert.equal(b.isKeeper, false, 'somebody may be about to sign');
    await beatOnce(time, b);
    await beatOnce(time, b);
    assert.equal(b.isKeeper, true);
    assert.equal(a.isAlive('000000000001'), false);
    assert.equal(a.isAlive('000000000002'), false);
  });

  it('keep for themselves where nothing can be written, and say so once', async () => {
    const blocked = path.join(folder(), 'a-file');
    await writeFile(blocked, '');
    const time = new FakeClock();
    const lines = log.lines.length;
    const a = await open({ clock: time, folder: blocked });
    a.beat(keeping);
    await a.flush();
    for (let beats = 0; beats < 3; beats += 1) await beatOnce(time, a);
    assert.equal(a.isKeeper, true);
    a.wish('task-1');
    assert.equal(a.wishes().length, 1);
    await a.close();
    const said = log.lines.slice(lines).filter((line) => line.includes('Could not announce this window'));
    assert.equal(said.length, 1);
  });

  it('say nothing after they have closed', async () => {
    const a = await open();
    a.onDidChange(() => assert.fail('it is closed'));
    const closing = a.close();
    a.announce(front);
    a.beat(keeping);
    await closing;
    await a.close();
    await a.flush();
    assert.equal(a.isKeeper, false);
    assert.deepEqual(
      (await files()).filter((name) => name.endsWith('.json')),
      [],
    );
  });
});

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { Ledger } from '../../../../src/core/ledger/ledger';
import { type Change, Store } from '../../../../src/core/store/store';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';
import { aCreation, aFact, anAcceptance } from '../ledger/support/facts';

/** All windows are to show the same within this time. */
const SOON_MS = 2_000;

describe('two windows with one ledger', () => {
  const folder = temporaryFolder();
  const clock = new FakeClock();
  const log = new MemoryLog();
  const stores: Store[] = [];
  afterEach(() => stores.splice(0).forEach((store) => store.dispose()));
  const open = async (windowId: string, at = folder()): Promise<Store> => {
    const store = await Store.open({ folder: at, windowId, teller: () => windowId, clock, log });
    stores.push(store);
    return store;
  };
  /** @returns How long it took, in ms. */
  const until = async (isSo: () => boolean): Promise<number> => {
    const start = performance.now();
    while (!isSo()) {
      assert.ok(performance.now() - start < SOON_MS, 'It did not come.');
      await pause(2);
    }
    return performance.now() - start;
  };

  it('see each other at once, without asking', async () => {
    const [a, b] = [await open('a'), await open('b')];
    const took: number[] = [];
    a.recordSession('s', { type: 'known', connection: 'cloud', endpoint: 'e', imageId: 'linux_latest' });
    a.record('t', aCreation);
    await until(() => b.session('s') !== undefined && b.task('t') !== undefined);
    for (let n = 0; n < 10; n++) {
      a.record('t', { type: 'action', text: `step ${n}` });
      took.push(await until(() => b.task('t')?.lastAction?.text === `step ${n}`));
    }
    a.record('t', { type: 'product', text: '#' }, { type: 'settled', state: 'finished' });
    await until(() => b.task('t')?.state === 'finished');
    assert.deepEqual(b.task('t'), a.task('t'));
    assert.equal((await b.timeline('t', 20)).entries.length, 10);
    assert.equal(await b.product('t'), '#');
    b.removeSession('s');
    b.removeTask('t');
    await until(() => a.task('t') === undefined && a.session('s') === undefined);
    assert.ok(took.sort((x, y) => x - y)[5]! < 500, `It took ${took.join(', ')} ms.`);
  });

  it('tell each change once, with what it added', async () => {
    const [a, b] = [await open('a'), await open('b')];
    const changes: Change[] = [];
    b.onDidChange((change) => changes.push(change));
    a.record('t', aCreation, anAcceptance);
    for (let n = 0; n < 20; n++) {
      a.record('t', { type: 'action', text: `step ${n}` });
      if (n % 3 === 0) await a.flush();
      if (n % 5 === 0) await b.sync();
    }
    a.record('t', { type: 'settled', state: 'finished' });
    await a.flush();
    await b.sync();
    await pause(60);
    await b.sync();
    const texts = changes.flatMap((change) => (change.kind === 'task' ? change.entries : []));
    assert.deepEqual(
      texts.map((entry) => entry.type === 'action' && entry.text),
      Array.from({ length: 20 }, (_, n) => `step ${n}`),
    );
    assert.equal(changes.filter((change) => change.kind === 'task' && change.after?.state === 'finished').length, 1);
  });

  it('agree in the end on what the disk says, whoever wrote what when and looked when', async () => {
    const step = fc.oneof(
      fc.record({ by: fc.constantFrom('a', 'b'), fact: aFact }),
      fc.record({ by: fc.constantFrom('a', 'b'), does: fc.constantFrom('sync', 'flush', 'start') }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 20 }), async (steps) => {
        const place = path.join(folder(), `run ${++run}`);
        const windows = { a: await open('a', place), b: await open('b', place) };
        windows.a.record('t', aCreation);
        await windows.a.flush();
        await windows.b.sync();
        for (const one of steps) {
          const window = windows[one.by];
          clock.leap(1);
          if ('fact' in one) window.record('t', one.fact);
          else if (one.does === 'sync') await window.sync();
          else if (one.does === 'flush') await window.flush();
          else void window.sync();
        }
        // Each may have to see what the other made of what it saw.
        for (let n = 0; n < 2; n++) for (const window of [windows.a, windows.b]) await window.flush();
        for (const window of [windows.a, windows.b]) await window.sync();
        assert.deepEqual(windows.a.task('t'), windows.b.task('t'));
        assert.deepEqual((await open('c', place)).task('t'), windows.a.task('t'));
        for (const store of stores.splice(0)) store.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('survive that a task is seen before its session', async () => {
    const b = await open('b');
    const { ledger } = await Ledger.open({ folder: folder(), windowId: 'a', log });
    ledger.tasks.append(
      't',
      [
        { ...aCreation, at: 1 },
        { ...anAcceptance, at: 2 },
      ],
      true,
    );
    await ledger.flush();
    await until(() => b.task('t') !== undefined);
    assert.deepEqual(
      b.tasksWithoutSession().map(({ id }) => id),
      ['t'],
    );
    const known = { type: 'known', connection: 'cloud', endpoint: 'e', imageId: 'i', at: 3 } as const;
    ledger.sessions.append('session-1', [known], true);
    await ledger.flush();
    await until(() => b.session('session-1') !== undefined);
    assert.deepEqual(b.tasksWithoutSession(), []);
    ledger.dispose();
  });

  it('tell nothing once disposed of, and leave no timer behind', async () => {
    const [a, b] = [await open('a'), await open('b')];
    a.record('t', aCreation);
    await until(() => b.task('t') !== undefined);
    let changes = 0;
    b.onDidChange(() => changes++);
    b.dispose();
    a.record('t', { type: 'action', text: 'late' });
    await a.flush();
    await pause(80);
    assert.equal(changes, 0);
  });

  it('read a journal anew that somebody put in the place of another', async () => {
    const [a, b] = [await open('a'), await open('b')];
    a.record('t', aCreation, { type: 'action', text: 'one' }, { type: 'action', text: 'two' });
    await a.flush();
    await b.sync();
    const file = path.join(folder(), 'ledger-2/tasks/t.jsonl');
    const [first = ''] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${first}\n`);
    for (const store of [a, b]) {
      await store.sync();
      assert.equal(store.task('t')?.entryCount, 0);
    }
  });
});

import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import type { TaskFact } from '../../../../src/core/ledger/records';
import { type Change, Store } from '../../../../src/core/store/store';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';
import { aCreation, aFact, anAcceptance } from '../ledger/support/facts';

describe('the store', () => {
  const folder = temporaryFolder();
  const log = new MemoryLog();
  const clock = new FakeClock();
  const stores: Store[] = [];
  afterEach(() => stores.splice(0).forEach((store) => store.dispose()));
  const open = async (windowId = 'a', at = folder()): Promise<Store> => {
    const store = await Store.open({ folder: at, windowId, teller: () => `${windowId} tells`, clock, log });
    stores.push(store);
    return store;
  };
  const known = { type: 'known', connection: 'cloud', endpoint: 'e', imageId: 'windows_latest' } as const;
  const placed = (sessionId: string): TaskFact => ({ type: 'placed', sessionId });
  const finished: TaskFact = { type: 'settled', state: 'finished' };
  const begin = (store: Store, id: string, ...facts: TaskFact[]): void => {
    clock.leap(10);
    store.record(id, aCreation, ...facts);
  };

  it('has after a restart what it had before, whatever happened', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(aFact, { minLength: 1, maxLength: 25 }), async (facts) => {
        const place = path.join(folder(), `run ${++run}`);
        const store = await open('a', place);
        for (const fact of [aCreation, ...facts]) {
          clock.leap(1);
          store.record('own-1', fact);
        }
        await store.flush();
        const timeline = await store.timeline('own-1', 99);
        const product = await store.product('own-1');
        const again = await open('b', place);
        assert.deepEqual(again.task('own-1'), store.task('own-1'));
        assert.deepEqual(await again.timeline('own-1', 99), timeline);
        assert.equal(timeline.entries.length, store.task('own-1')?.entryCount);
        assert.equal(product !== undefined, store.task('own-1')?.hasProduct);
        for (const open of stores.splice(0)) open.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('has after a restart the sessions it had before', async () => {
    const store = await open();
    store.recordSession('s', { ...known, localPid: 7 });
    store.recordSession('t', known);
    store.recordSession('t', { type: 'ended', reason: 'released', isDeleted: true });
    await store.flush();
    assert.deepEqual((await open('b')).sessions(), store.sessions());
    assert.equal(store.session('t')?.isDeleted, true);
  });

  it('is silent when nothing is new', async () => {
    const store = await open();
    const changes: Change[] = [];
    store.onDidChange((change) => changes.push(change));
    begin(store, 'own-1', anAcceptance);
    store.record('own-1', { type: 'heard' });
    store.recordSession('s', known);
    store.recordSession('s', known);
    assert.equal(changes.length, 2);
    await store.flush();
    const lines = (await readFile(path.join(folder(), 'ledger-2/tasks/own-1.jsonl'), 'utf8')).trim().split('\n');
    assert.equal(lines.length, 2);
  });

  it('tells with a change what was added to the timeline', async () => {
    const store = await open();
    begin(store, 'own-1');
    const changes: Change[] = [];
    store.onDidChange((change) => changes.push(change));
    store.record('own-1', { type: 'gap', from: 1, why: 'asleep' }, { type: 'action', text: 'Click' });
    const [change] = changes;
    assert.ok(change?.kind === 'task');
    assert.deepEqual(
      change.entries.map(({ type }) => type),
      ['gap', 'action'],
    );
    assert.equal(change.after?.entryCount, 2);
  });

  it('does not let a late answer undo an end', async () => {
    const store = await open();
    begin(store, 'own-1', finished);
    store.record('own-1', anAcceptance);
    assert.equal(store.task('own-1')?.state, 'finished');
    await store.flush();
    assert.equal((await open('b')).task('own-1')?.state, 'finished');
  });

  it('names the window that tells of an end, in the record', async () => {
    const store = await open();
    begin(store, 'own-1', finished);
    assert.equal(store.task('own-1')?.toldBy, 'a tells');
  });

  it('lets a task in doubt go on, here and in another window, when its acceptance turns up', async () => {
    const store = await open();
    begin(store, 'own-1', { type: 'sending' }, { type: 'settled', state: 'unconfirmed' });
    await store.flush();
    const other = await open('b');
    assert.equal(other.task('own-1')?.state, 'unconfirmed');
    assert.equal(store.unsettled().size, 0);
    store.record('own-1', anAcceptance);
    await store.flush();
    await other.sync();
    assert.equal(other.task('own-1')?.state, 'running');
    assert.equal(other.unsettled().size, 1);
  });

  it('pages through a timeline, latest first', async () => {
    const store = await open();
    begin(store, 'own-1');
    for (let n = 0; n < 25; n++) store.record('own-1', { type: 'action', text: `step ${n}` });
    const texts = async (limit: number, before?: number): Promise<[number, (string | undefined)[]]> => {
      const { first, entries } = await store.timeline('own-1', limit, before);
      return [first, entries.map((entry) => (entry.type === 'action' ? entry.text : undefined))];
    };
    assert.deepEqual(await texts(3), [22, ['step 22', 'step 23', 'step 24']]);
    assert.deepEqual(await texts(3, 22), [19, ['step 19', 'step 20', 'step 21']]);
    assert.deepEqual(await texts(3, 2), [0, ['step 0', 'step 1']]);
    assert.deepEqual(await texts(3, 0), [0, []]);
    assert.deepEqual(await store.timeline('nothing', 5), { first: 0, entries: [] });
  });

  it('removes a session together with its tasks', async () => {
    const store = await open();
    store.recordSession('s', known);
    begin(store, 'own-1', placed('s'));
    begin(store, 'own-2', placed('s'), finished);
    store.removeSession('s');
    await store.flush();
    const again = await open('b');
    assert.equal(again.sessions().length + again.tasks().length, 0);
    assert.equal(store.sessions().length + store.tasks().length + store.unsettled().size, 0);
    assert.deepEqual(await readdir(path.join(folder(), 'ledger-2/tasks')), []);
  });

  it('does not bring back a removed task for what is heard of it late, from here or from another window', async () => {
    const [store, other] = [await open(), await open('b')];
    const inDoubt: TaskFact[] = [{ type: 'sending' }, { type: 'settled', state: 'unconfirmed' }];
    begin(store, 'own-1', ...inDoubt);
    begin(store, 'own-2', anAcceptance);
    await store.flush();
    await other.sync();
    store.removeTask('own-1');
    other.removeTask('own-2');
    assert.equal(store.record('own-1', anAcceptance), undefined);
    await other.flush();
    await store.sync();
    assert.equal(store.record('own-2', { type: 'action', text: 'late' }), undefined);
    await store.flush();
    assert.equal(store.tasks().length, 0);
    assert.deepEqual(await readdir(path.join(folder(), 'ledger-2/tasks')), []);
  });

  it('finds a task by our id and by the id of the service, as long as it is there', async () => {
    const store = await open();
    begin(store, 'own-1', anAcceptance);
    assert.equal(store.findTask('own-1')?.id, 'own-1');
    assert.equal(store.findTask('task-1')?.id, 'own-1');
    assert.equal(store.findTask('nothing'), undefined);
    await store.flush();
    assert.equal((await open('b')).findTask('task-1')?.id, 'own-1');
    store.removeTask('own-1');
    assert.equal(store.findTask('task-1'), undefined);
  });

  it('lists newest first, in all and in part, whatever comes, changes, moves and goes', async () => {
    const store = await open();
    store.recordSession('s0', known);
    const steps = fc.array(fc.tuple(fc.nat(15), fc.constantFrom('put', 'move', 'act', 'look', 'remove'), fc.nat(2)));
    fc.assert(
      fc.property(steps, (some) => {
        for (const [n, step, session] of some) {
          const id = `t${n}`;
          if (step === 'put' && !store.task(id)) begin(store, id);
          if (step === 'move' && store.task(id)) store.record(id, placed(`s${session}`));
          if (step === 'act' && store.task(id)) store.record(id, { type: 'action', text: `${n}` });
          if (step === 'remove') store.removeTask(id);
          if (step === 'look') store.tasksOf(`s${session}`);
          const all = store.tasks();
          assert.deepEqual(
            all,
            [...all].sort((a, b) => b.createdAt - a.createdAt),
          );
          for (const task of all) assert.equal(task, store.task(task.id));
          for (const its of ['s0', 's1', 's2']) {
            assert.deepEqual(
              store.tasksOf(its),
              all.filter(({ sessionId }) => sessionId === its),
            );
          }
          assert.deepEqual(
            store.tasksWithoutSession(),
            all.filter(({ sessionId }) => sessionId !== 's0'),
          );
        }
      }),
      { numRuns: 40 },
    );
    await store.flush();
  });

  it('works in memory where nothing can be written, and says so', async () => {
    const place = path.join(folder(), 'file');
    await writeFile(place, '');
    const store = await open('a', place);
    begin(store, 'own-1', finished);
    await store.flush();
    await store.sync();
    assert.equal(store.task('own-1')?.state, 'finished');
    assert.ok(log.lines.some((line) => line.startsWith('error Could not open')));
  });
});

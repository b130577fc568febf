import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Store } from '../../../../src/core/store/store';
import { MemoryLog } from '../../../support/log';
import { FakeClock } from '../../../support/fakeClock';
import { temporaryFolder } from '../../../support/temporary';

describe('what version 1 left', () => {
  const folder = temporaryFolder();
  let log = new MemoryLog();
  beforeEach(() => (log = new MemoryLog()));
  const stores: Store[] = [];
  afterEach(() => stores.splice(0).forEach((store) => store.dispose()));
  const open = async (windowId = 'a'): Promise<Store> => {
    const store = await Store.open({ folder: folder(), windowId, teller: () => windowId, clock: new FakeClock(), log });
    stores.push(store);
    return store;
  };
  /** As version 1 wrote it. */
  const put = async (kind: 'tasks' | 'sessions', name: string, value: unknown): Promise<void> => {
    await mkdir(path.join(folder(), kind), { recursive: true });
    await writeFile(path.join(folder(), kind, name), typeof value === 'string' ? value : JSON.stringify(value));
  };
  const list = async (...names: string[]): Promise<string[]> => (await readdir(path.join(folder(), ...names))).sort();
  const task = (parts: object): object => ({
    id: 'one',
    connection: 'cloud',
    agent: 'computer',
    text: 'Open Chrome browser',
    createdAt: 1_000,
    windowPid: 4_711,
    actions: [
      { at: 1_100, text: '点击' },
      { at: 1_200, text: 'Typing' },
    ],
    ...parts,
  });
  const session = (parts: object): object => ({
    sessionId: 'session-1',
    connection: 'cloud',
    endpoint: 'agentbay.example',
    imageId: 'windows_latest',
    state: 'running',
    createdAt: 500,
    ...parts,
  });

  it('is there with its times, actions and products, and kept as a backup', async () => {
    const finished = task({
      state: 'finished',
      endedAt: 1_300,
      product: '# 结果',
      taskId: 'k',
      sessionId: 'session-1',
    });
    await put('tasks', 'one.json', finished);
    await put(
      'sessions',
      'session-1.json',
      session({ state: 'ended', endedAt: 1_400, reason: 'released', localPid: 7 }),
    );
    const store = await open();
    assert.deepEqual(store.task('one'), {
      id: 'one',
      taskId: 'k',
      sessionId: 'session-1',
      connection: 'cloud',
      agent: 'computer',
      windowId: '',
      text: 'Open Chrome browser',
      state: 'finished',
      createdAt: 1_000,
      sentAt: 1_000,
      updatedAt: 1_300,
      endedAt: 1_300,
      lastAction: { at: 1_200, text: 'Typing' },
      entryCount: 2,
      recentActions: [],
      hasProduct: true,
    });
    assert.deepEqual(await store.timeline('one', 9), {
      first: 0,
      entries: [
        { type: 'action', at: 1_100, text: '点击' },
        { type: 'action', at: 1_200, text: 'Typing' },
      ],
    });
    assert.equal(await store.product('one'), '# 结果');
    assert.deepEqual(
      store.session('session-1'),
      session({ state: 'ended', endedAt: 1_400, reason: 'released', localPid: 7 }),
    );
    assert.deepEqual(await list(), ['ledger-1', 'ledger-2']);
    assert.deepEqual(JSON.parse(await readFile(path.join(folder(), 'ledger-1/tasks/one.json'), 'utf8')), finished);
    await store.flush();
    assert.deepEqual((await open('b')).tasks(), store.tasks());
  });

  it('goes on where it was', async () => {
    const problem = { message: 'offline', since: 1_150 };
    await put('tasks', 'r.json', task({ id: 'r', state: 'running', taskId: 'k', sessionId: 'session-1', problem }));
    await put('tasks', 't.json', task({ id: 't', state: 'terminating', taskId: 'l', sessionId: 'session-1' }));
    await put('tasks', 's.json', task({ id: 's', state: 'submitting', sessionId: 'session-1', actions: [] }));
    await put('tasks', 'n.json', task({ id: 'n', state: 'submitting', actions: [] }));
    await put('sessions', 'session-1.json', session({ state: 'deleting' }));
    const store = await open();
    const { state, problem: known, recentActions } = store.task('r') ?? {};
    assert.deepEqual(
      { state, known, recentActions },
      { state: 'running', known: problem, recentActions: ['点击', 'Typing'] },
    );
    assert.equal(store.task('t')?.state, 'terminating');
    assert.equal(store.task('s')?.sentAt, 1_000, 'It may have been sent.');
    assert.equal(store.task('n')?.sentAt, undefined, 'Without a session it cannot have been.');
    assert.equal(store.session('session-1')?.state, 'deleting');
    assert.equal(store.unsettled().size, 4);
  });

  it('goes to the backup as it is where it cannot be read, and is told of', async () => {
    await put('tasks', 'half.json', '{"id":"half","text":"Op');
    await put('tasks', 'old.json.unreadable', 'x');
    await put('tasks', 'one.json.99.tmp', '{');
    await put('tasks', 'good.json', task({ id: 'good', state: 'failed', endedAt: 2_000, reason: 'no' }));
    const store = await open();
    assert.deepEqual(
      store.tasks().map(({ id }) => id),
      ['good'],
    );
    assert.deepEqual(await list('ledger-1', 'tasks'), [
      'good.json',
      'half.json',
      'old.json.unreadable',
      'one.json.99.tmp',
    ]);
    assert.equal(log.lines.filter((line) => line.startsWith('warn Could not read')).length, 1);
  });

  it('stays where it is while it cannot be read, and is brought over the next time', async () => {
    await put('tasks', 'good.json', task({ id: 'good', state: 'failed', endedAt: 2_000 }));
    await mkdir(path.join(folder(), 'tasks', 'busy.json')); // As a file that a scanner holds.
    assert.equal((await open()).tasks().length, 1);
    assert.deepEqual(await list('tasks'), ['busy.json']);
    assert.ok(log.lines.some((line) => line.includes('which is tried again')));
  });

  it('is added to what there is, and changes nothing of it', async () => {
    const store = await open();
    store.record('one', { type: 'created', agent: 'browser', connection: 'cloud', text: 'Mine', windowId: 'a' });
    await store.flush();
    await put('tasks', 'one.json', task({ state: 'finished', endedAt: 3_000 }));
    await put('tasks', 'two.json', task({ id: 'two', state: 'finished', endedAt: 3_000 }));
    const again = await open('b');
    assert.equal(again.task('one')?.text, 'Mine');
    assert.equal(again.task('two')?.state, 'finished');
    await store.sync();
    assert.equal(store.task('two')?.state, 'finished', 'A window that is open sees it too.');
    assert.deepEqual(await list(), ['ledger-1', 'ledger-2']);
  });

  it('is brought over once by windows that start at the same time', async () => {
    for (let n = 0; n < 60; n++)
      await put('tasks', `t${n}.json`, task({ id: `t${n}`, state: 'finished', endedAt: 2_000 }));
    const [a, b, c] = await Promise.all([open('a'), open('b'), open('c')]);
    await Promise.all(stores.map((store) => store.flush()));
    await Promise.all(stores.map((store) => store.sync()));
    assert.equal(a.tasks().length, 60);
    assert.deepEqual(
      b
        .tasks()
        .map(({ id }) => id)
        .sort(),
      a
        .tasks()
        .map(({ id }) => id)
        .sort(),
    );
    assert.equal(c.tasks().length, 60);
    assert.equal((await list('ledger-1', 'tasks')).length, 60);
    assert.deepEqual(await list(), ['ledger-1', 'ledger-2']);
    assert.equal((await a.timeline('t7', 9)).entries.length, 2);
  });
});

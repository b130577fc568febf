import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Change, Store } from '../../../../src/core/store/store';
import { aSession, aTask } from '../../../support/builders';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';

describe('the store', () => {
  const folder = temporaryFolder();
  const log = new MemoryLog();
  const open = (): Promise<Store> => Store.open(folder(), log);

  it('has after a restart what it had before', async () => {
    const store = await open();
    const task = aTask({
      actions: [{ at: 1, text: '点击' }],
      problem: { message: 'no answer', since: 3 },
      product: '# 结果',
    });
    const session = aSession({ localPid: 7, reason: 'released', state: 'ended', endedAt: 4 });
    store.putTask(task);
    store.putSession(session);
    await store.flush();
    const again = await open();
    assert.deepEqual(again.task('own-1'), task);
    assert.deepEqual(again.session('session-1'), session);
  });

  it('keeps the last of many quick changes', async () => {
    const store = await open();
    for (let n = 0; n < 50; n++) store.putTask(aTask({ actions: [{ at: n, text: `step ${n}` }] }));
    await store.flush();
    assert.equal((await open()).task('own-1')?.actions[0]?.text, 'step 49');
    assert.deepEqual(await readdir(path.join(folder(), 'tasks')), ['own-1.json']);
  });

  it('is silent when nothing is new', async () => {
    const store = await open();
    store.putTask(aTask());
    const changes: Change[] = [];
    store.onDidChange((change) => changes.push(change));
    store.putTask(aTask());
    store.putSession(aSession());
    store.putSession(aSession());
    assert.equal(changes.length, 1);
    await store.flush();
  });

  it('does not let a late answer undo an end', async () => {
    const store = await open();
    store.putTask(aTask({ state: 'finished', endedAt: 5 }));
    store.updateTask('own-1', (task) => ({ ...task, state: 'running' }));
    assert.equal(store.task('own-1')?.state, 'finished');
    await store.flush();
  });

  it('loses a corrupt record only, sets it aside and says so', async () => {
    const store = await open();
    store.putTask(aTask({ id: 'good' }));
    await store.flush();
    const tasks = path.join(folder(), 'tasks');
    await writeFile(path.join(tasks, 'half.json'), '{"id":"half","text":"Open');
    await writeFile(path.join(tasks, 'other.json'), '{"id":"other"}');
    const again = await open();
    assert.deepEqual(
      again.tasks().map(({ id }) => id),
      ['good'],
    );
    assert.deepEqual((await readdir(tasks)).sort(), ['good.json', 'half.json.unreadable', 'other.json.unreadable']);
    assert.equal(log.lines.filter((line) => line.startsWith('warn Set aside')).length, 2);
  });

  it('leaves a record that cannot be read just now where it is', async () => {
    const store = await open();
    store.putTask(aTask());
    await store.flush();
    const file = path.join(folder(), 'tasks', 'busy.json');
    await mkdir(file); // Reading it fails, as it does when too many files are open or a scanner holds it.
    assert.equal((await open()).tasks().length, 1);
    assert.ok((await readdir(path.join(folder(), 'tasks'))).includes('busy.json'));
  });

  it('removes a session together with its tasks', async () => {
    const store = await open();
    store.putSession(aSession());
    store.putTask(aTask());
    store.removeSession('session-1');
    await store.flush();
    const again = await open();
    assert.equal(again.sessions().length + again.tasks().length, 0);
  });

  it('lets no id of the service leave its folder', async () => {
    const store = await open();
    store.putSession(aSession({ sessionId: '../../escaped' }));
    store.putSession(aSession({ sessionId: '..' }));
    await store.flush();
    assert.deepEqual((await readdir(folder())).sort(), ['sessions', 'tasks']);
    assert.equal((await open()).session('../../escaped')?.sessionId, '../../escaped');
  });

  it('finds a task by our id and by the id of the service', async () => {
    const store = await open();
    store.putTask(aTask());
    assert.equal(store.findTask('own-1')?.id, 'own-1');
    assert.equal(store.findTask('task-1')?.id, 'own-1');
    assert.equal(store.findTask('nothing'), undefined);
    await store.flush();
  });

  it('writes plain JSON that holds no more than the record', async () => {
    const store = await open();
    store.putTask(aTask());
    await store.flush();
    const text = await readFile(path.join(folder(), 'tasks', 'own-1.json'), 'utf8');
    assert.deepEqual(JSON.parse(text), aTask());
  });
});

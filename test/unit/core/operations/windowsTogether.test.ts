import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Core } from '../../../../src/core/core';
import type { Task } from '../../../../src/core/model/task';
import { bundledScript } from '../../../support/script';
import { temporaryFolder } from '../../../support/temporary';
import { Cloud } from './support/cloud';
import { openCore } from './support/windowCore';

/** Where a process has to start first, on a machine that may be busy. */
const SLOW_MS = 30_000;

/** Waits for something that will be. Mocha's limit ends the waiting. */
async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('windows that share the ledger', () => {
  let cloud: Cloud;
  let a: Core;
  let b: Core;
  const cores: Core[] = [];
  const children: ChildProcess[] = [];
  const windowProcess = bundledScript(new URL('support/windowProcess.ts', import.meta.url));

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(cores.splice(0).map((core) => core.close()));
    await cloud.close();
  });
  const folder = temporaryFolder();
  beforeEach(async () => (cloud = await Cloud.start()));

  const open = async (name: string): Promise<Core> => {
    const core = await openCore(folder(), cloud.endpoint, name);
    cores.push(core);
    return core;
  };
  /** Opens two windows, of which the first is the keeper. */
  const openBoth = async (): Promise<Task> => {
    a = await open('a');
    b = await open('b');
    const { task, started } = await a.tasks.run({ agent: 'computer', text: 'Keep a busy' });
    await started;
    await until(() => a.windows.isKeeper && b.store.task(task.id)?.taskId !== undefined);
    return task;
  };
  const runIn = async (core: Core, text = 'Open Chrome browser'): Promise<Task> => {
    const { task, started } = await core.tasks.run({ agent: 'computer', text });
    await started;
    return core.store.task(task.id) ?? task;
  };
  /** A window in a process of its own. Resolves when its task is recorded. */
  const openElsewhere = async (name: string): Promise<{ child: ChildProcess; id: string }> => {
    const args = [folder(), cloud.endpoint, name, 'Open the far window'];
    const child = fork(windowProcess(), args, { execArgv: [] });
    children.push(child);
    const [{ id }] = (await once(child, 'message')) as [{ id: string }];
    return { child, id };
  };

  it('one asks about the tasks of all, and all see what it heard, with one window to tell of the end', async () => {
    await openBoth();
    const { id, taskId = '' } = await runIn(b);
    await until(() => cloud.whoAsks(taskId).length >= 5);
    assert.deepEqual([...new Set(cloud.whoAsks(taskId))], ['a']);
    cloud.finish(taskId);
    const seen = performance.now();
    await until(() => [a, b].every(({ store }) => store.task(id)?.state === 'finished'));
    assert.ok(performance.now() - seen < 2_000);
    assert.deepEqual(a.store.task(id), b.store.task(id));
    assert.equal(a.store.task(id)?.toldBy, a.windows.id);
    assert.equal(await b.store.product(id), 'Done.');
  });

  it('a task is terminated from a window that does not look after it, by the one that does', async () => {
    await openBoth();
    const { id } = await runIn(b);
    await until(() => a.store.task(id)?.state === 'running');
    await b.tasks.terminate(id);
    await until(() => b.store.task(id)?.state === 'terminated');
    const ends = cloud.calls.filter(({ name }) => name === 'flux_terminate_task');
    assert.deepEqual(
      ends.map(({ key }) => key),
      ['a'],
    );
    assert.deepEqual([...a.windows.wishes(), ...b.windows.wishes()], []);
  });

  it('another takes over when the keeper closes, and tells the time of which nothing is known no sooner than that', async () => {
    const { id } = await openBoth();
    const taskId = a.store.task(id)?.taskId ?? '';
    await a.close();
    cores.splice(cores.indexOf(a), 1);
    const before = cloud.whoAsks(taskId).length;
    await until(() => cloud.whoAsks(taskId).length > before);
    assert.equal(cloud.whoAsks(taskId).at(-1), 'b');
    cloud.finish(taskId);
    await until(() => b.store.task(id)?.state === 'finished');
    assert.equal((await b.store.timeline(id, 10)).entries.filter(({ type }) => type === 'gap').length, 0);
  });

  it('another takes over when the keeper is killed; the task is there, once', async () => {
    b = await open('b');
    const { child, id } = await openElsewhere('a');
    await once(child, 'message');
    const [taskId = ''] = [...cloud.taken.keys()];
    await until(() => cloud.whoAsks(taskId).includes('a'));
    child.kill('SIGKILL');
    const killed = performance.now();
    await until(() => cloud.whoAsks(taskId).includes('b'));
    assert.ok(performance.now() - killed < 5_000, `${performance.now() - killed} ms`);
    cloud.finish(taskId);
    await until(() => b.store.task(id)?.state === 'finished');
    assert.equal(b.store.tasks().length, 1);
    assert.equal(cloud.taken.size, 1);
  }).timeout(SLOW_MS);

  it('a task whose window is killed while its answer is awaited is doubtful before anybody sees it, and never sent again', async () => {
    cloud.beforeAnswer = () => new Promise(() => undefined);
    const { child, id } = await openElsewhere('a');
    await until(() => cloud.taken.size === 1);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const later = await open('b');
    assert.equal(later.store.task(id)?.state, 'unconfirmed');
    assert.equal(later.windows.isKeeper, false, 'there is nothing to keep any more');
    assert.equal(cloud.count('flux_execute_task'), 1);
  }).timeout(SLOW_MS);

  it('a window that closes leaves no task undecided, and is soon gone', async () => {
    b = await open('b');
    a = await open('a');
    cloud.beforeAnswer = () => new Promise(() => undefined);
    const sent = await a.tasks.run({ agent: 'computer', text: 'Sent' });
    sent.started.catch(() => undefined);
    await until(() => cloud.taken.size === 1);
    const unsent = await a.tasks.run({ agent: 'computer', text: 'Not sent' });
    unsent.started.catch(() => undefined);
    const began = performance.now();
    await a.close();
    cores.splice(cores.indexOf(a), 1);
    assert.ok(performance.now() - began < 3_000);
    await b.store.sync();
    assert.deepEqual(
      [sent, unsent].map(({ task }) => b.store.task(task.id)?.state),
      ['unconfirmed', 'notSent'],
    );
    assert.deepEqual([...cloud.taken.values()], ['Sent']);
  });

  it('a window that closes waits a moment for the answer to what it has sent', async () => {
    b = await open('b');
    a = await open('a');
    let answer: () => void = () => undefined;
    cloud.beforeAnswer = () => new Promise((resolve) => (answer = resolve));
    const { task, started } = await a.tasks.run({ agent: 'computer', text: 'Sent' });
    await until(() => cloud.taken.size === 1);
    setTimeout(answer, 200);
    await a.close();
    cores.splice(cores.indexOf(a), 1);
    await started;
    await until(() => b.store.task(task.id)?.state === 'running');
  });

  it('a session that one deletes ends the tasks in it for all', async () => {
    const { id } = await openBoth();
    const { sessionId = '' } = a.store.task(id) ?? {};
    await b.sessions.delete(sessionId);
    await until(() => [a, b].every(({ store }) => store.task(id)?.state === 'terminated'));
    assert.equal(b.store.task(id)?.reason, 'The session was deleted.');
  });

  it('a wish that the keeper cannot grant any more is granted by whoever takes its place', async () => {
    b = await open('b');
    const { child, id } = await openElsewhere('a');
    await once(child, 'message');
    const [taskId = ''] = [...cloud.taken.keys()];
    await until(() => cloud.whoAsks(taskId).includes('a'));
    child.kill('SIGSTOP');
    const ended = b.tasks.terminate(id);
    await b.windows.flush();
    child.kill('SIGKILL');
    await ended;
    await until(() => b.store.task(id)?.state === 'terminated');
    const ends = cloud.calls.filter(({ name }) => name === 'flux_terminate_task');
    assert.deepEqual(
      ends.map(({ key }) => key),
      ['b'],
    );
  }).timeout(SLOW_MS);
});

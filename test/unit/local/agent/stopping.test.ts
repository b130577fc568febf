import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSite, type Site } from '../../../support/site/site';
import { browsersIn, isAlive } from '../processes';
import { TestLocal } from '../support';

/** The helpers of a browser end with it, sometimes before their turn. */
function killIfThere(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

/** Longer than anything the pages do by themselves takes to reach the site. */
const QUIET_MS = 400;

/** A second is what is aimed at; a busy machine is given a little more. */
const AT_ONCE_MS = 2_500;

describe('AgentBay Local, stopping', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let site: Site;
  let session: string;
  before(async () => {
    await local.start([], { elementMs: 5_000 });
    session = await local.createSession();
  });
  after(() => local.stop());
  beforeEach(async () => {
    site = await startSite();
  });
  afterEach(() => site.close());

  /** Terminates, and makes sure that nothing more reaches the site and that the session is of use. */
  async function terminateNow(taskId: string): Promise<void> {
    const started = performance.now();
    const { isError, text } = await local.terminate(session, taskId);
    const took = performance.now() - started;
    const before = site.hits();
    assert.equal(isError, false, text);
    assert.deepEqual(JSON.parse(text), { task_id: taskId, status: 'finished' });
    assert.ok(took < AT_ONCE_MS, `took ${Math.round(took)} ms`);
    await sleep(QUIET_MS);
    assert.deepEqual(site.hits(), before);
    const gone = await local.tool(session, 'flux_get_task_status', { task_id: taskId });
    assert.deepEqual(gone, { isError: true, text: 'Task not found or already finished' });
    const next = await local.run(session, `go to ${site.origin}/tables and read the title`);
    assert.equal(next.status, 'finished', next.error);
    assert.match(String(next.product), /### Title\n\nTables/u);
  }

  it('stops in the middle of opening a page', async () => {
    const taskId = await local.execute(session, `go to ${site.origin}/slow and then go to ${site.origin}/shop`);
    await site.seen('/slow');
    await terminateNow(taskId);
    assert.equal(site.hits().get('/shop'), undefined);
  });

  it('stops in the middle of typing', async () => {
    const text = 'x'.repeat(200);
    const taskId = await local.execute(session, `go to ${site.origin}/shop and type ${text} into Name`);
    await site.seen('key');
    await terminateNow(taskId);
    assert.ok((site.hits().get('key') ?? 0) < 200, 'it had typed everything');
  });

  it('stops a page that calls home all the time, without a last word', async () => {
    const taskId = await local.execute(session, `go to ${site.origin}/ticking and wait 50 seconds`);
    await site.seen('tick');
    await terminateNow(taskId);
    assert.equal(site.hits().get('beacon'), undefined);
  });

  it('stops while it looks for a button, and while it waits', async () => {
    const looking = await local.execute(session, `go to ${site.origin}/shop and click Nothing`);
    await local.until(session, looking, ({ action }) => action.startsWith('Looking'));
    await terminateNow(looking);
    const waiting = await local.execute(session, 'wait 50 seconds');
    await local.until(session, waiting, ({ action }) => action.startsWith('Waiting'));
    await terminateNow(waiting);
  });

  it('stops a page that has stopped responding', async () => {
    const taskId = await local.execute(session, `go to ${site.origin}/hanging, click Hang, read the title`);
    await local.until(session, taskId, ({ action }) => action.startsWith('Clicking'));
    await sleep(300);
    await terminateNow(taskId);
  });

  it('gives up by itself on a page that has stopped responding', async () => {
    const impatient = await new TestLocal().start([], { stepMs: 5_000 });
    const own = await impatient.createSession();
    const answer = await impatient.run(
      own,
      `go to ${site.origin}/hanging, click Wait and see, wait 1 second, read the title`,
    );
    assert.deepEqual([answer.status, answer.error], ['failed', 'The page has not responded for 5 seconds.']);
    const next = await impatient.run(own, 'list files');
    await impatient.stop();
    assert.equal(next.status, 'finished', next.error);
  });

  it('stops while the browser starts', async () => {
    const fresh = await local.createSession();
    const taskId = await local.execute(fresh, `go to ${site.origin}/shop`);
    await local.terminate(fresh, taskId);
    const next = await local.run(fresh, `go to ${site.origin}/tables and read the title`);
    assert.equal(next.status, 'finished', next.error);
    await local.call('ReleaseMcpSession', { SessionId: fresh });
    assert.equal(site.hits().get('/shop'), undefined);
  });

  it('refuses a second task while one runs, and knows only its own', async () => {
    const taskId = await local.execute(session, 'wait 50 seconds');
    const second = await local.tool(session, 'flux_execute_task', { task: 'open the browser' });
    assert.deepEqual(second, { isError: true, text: 'Another task is currently running' });
    const byBrowser = await local.tool(session, 'browser_use_execute_task', { task: 'open the browser' });
    assert.equal(byBrowser.isError, true);
    const wrongAgent = await local.tool(session, 'browser_use_get_task_status', { task_id: taskId });
    assert.deepEqual(wrongAgent, { isError: true, text: 'Task not found or already finished' });
    await local.terminate(session, taskId);
    const again = await local.terminate(session, taskId);
    assert.deepEqual(again, { isError: true, text: 'Task not found or already finished' });
  });

  it('can answer a last status instead, for clients to be tested with', async () => {
    const other = await new TestLocal().start(['--after-terminate', 'status']);
    const own = await other.createSession();
    const taskId = await other.execute(own, 'wait 50 seconds');
    await other.terminate(own, taskId);
    assert.deepEqual(await other.status(own, taskId), { task_id: taskId, status: 'finished', action: '', product: '' });
    await other.stop();
  });

  it('keeps a task that ended by itself readable', async () => {
    const taskId = await local.execute(session, 'list files');
    await local.until(session, taskId, ({ status }) => status === 'finished');
    await local.run(session, 'list files');
    assert.equal((await local.status(session, taskId)).status, 'finished');
    assert.equal((await local.terminate(session, taskId)).text, 'Task not found or already finished');
  });

  it('leaves neither browser nor folder of a deleted session, even in the middle of a task', async () => {
    const other = await local.createSession();
    await local.run(session, `go to ${site.origin}/`);
    await local.execute(other, `go to ${site.origin}/slow`);
    await site.seen('/slow');
    assert.notDeepEqual(browsersIn(`${local.local.dataRoot}/${other}`), []);
    assert.equal((await local.call('ReleaseMcpSession', { SessionId: other })).Success, true);
    assert.deepEqual(browsersIn(`${local.local.dataRoot}/${other}`), []);
    assert.equal(readdirSync(local.local.dataRoot).includes(other), false);
    assert.notDeepEqual(browsersIn(`${local.local.dataRoot}/${session}`), []);
  });

  it('starts another browser after one was killed, and says what happened', async () => {
    const taskId = await local.execute(session, `go to ${site.origin}/shop and wait for the text "never"`);
    await local.until(session, taskId, ({ action }) => action.startsWith('Waiting'));
    for (const pid of browsersIn(local.local.dataRoot)) killIfThere(pid);
    const answer = await local.until(session, taskId, ({ status }) => status !== 'running');
    assert.deepEqual(
      [answer.status, answer.error],
      ['failed', 'The browser was closed or crashed while the task ran.'],
    );
    const next = await local.run(session, `go to ${site.origin}/tables and read the title`);
    assert.equal(next.status, 'finished', next.error);
  });

  it('gives each session a browser of its own', async () => {
    const other = await local.createSession();
    await Promise.all([
      local.run(session, `go to ${site.origin}/shop`),
      local.run(other, `go to ${site.origin}/tables`),
    ]);
    assert.match(String((await local.run(session, 'read the title')).product), /Corner Shop/u);
    assert.match(String((await local.run(other, 'read the title')).product), /Tables/u);
  });
});

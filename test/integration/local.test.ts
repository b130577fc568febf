import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Site, startSite } from '../support/site';
import { agentBay, resultOf, run, runToEnd, settledTask } from './support/extension';

describe('AgentBay Local, in VS Code', function () {
  this.timeout(60_000);
  let site: Site;
  before(async () => (site = await startSite()));
  after(() => site.close());

  it('opens a browser, and says what it opened', async () => {
    const { sessionId, taskId } = await run('Open Chrome browser');
    assert.match(sessionId, /^(session-|s-)/);
    const task = await settledTask(taskId);
    assert.equal(task.state, 'finished', task.reason);
    const result = await resultOf(task);
    assert.match(result, /Chrom|Edge/);
    assert.match(result, /Steps/, 'it says what it did');
    const session = (await agentBay()).sessions().find((known) => known.sessionId === sessionId);
    assert.equal(session?.connection, 'local');
  });

  it('does five chained steps on a web page', async () => {
    const task = await runToEnd(
      `Go to ${site.origin}/shop, type "Ada" into "Name", select "Large" in "Size", click "Order", wait for "Thank you" and read the table`,
      { agent: 'Browser' },
    );
    assert.equal(task.state, 'finished', task.reason);
    assert.match(await resultOf(task), /\| *name *\| *Ada *\|/);
    const timeline = await (await agentBay()).timeline(task.id);
    assert.equal(timeline.length, task.entryCount);
    assert.ok(
      timeline.some((entry) => entry.type === 'action'),
      'what it did is kept',
    );
  });

  it('takes the idle session for the next task, and a second one beside a busy one', async () => {
    const first = await run(`go to ${site.origin}/slow`);
    const second = await run('list the files');
    assert.notEqual(second.sessionId, first.sessionId);
    await vscode.commands.executeCommand('agentbay.terminateTask', { taskId: first.taskId });
    await Promise.all([settledTask(first.taskId), settledTask(second.taskId)]);
    const third = await run('list the files');
    assert.ok([first.sessionId, second.sessionId].includes(third.sessionId));
    await settledTask(third.taskId);
  });

  it('says what it cannot do, at once', async () => {
    const task = await runToEnd('Juggle three oranges');
    assert.equal(task.state, 'unsupported');
    assert.match(task.reason ?? '', /Juggle three oranges/);
  });

  it('says why it failed', async () => {
    const task = await runToEnd(`go to ${site.origin}/shop and click "Buy the moon"`);
    assert.equal(task.state, 'failed');
    assert.match(task.reason ?? '', /Buy the moon/);
  });

  it('stops for real: nothing more reaches the site', async () => {
    const ticks = (): number => site.hits().get('tick') ?? 0;
    const { taskId } = await run(`go to ${site.origin}/ticking and wait 60 seconds`);
    await site.seen('tick');
    await vscode.commands.executeCommand('agentbay.terminateTask', { taskId });
    assert.equal((await settledTask(taskId)).state, 'terminated');
    const before = ticks();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(ticks(), before);
  });

  it('runs a task again as a new one', async () => {
    const earlier = await runToEnd('create notes.txt with "hello"');
    assert.equal(earlier.state, 'finished', earlier.reason);
    const again = await vscode.commands.executeCommand<{ taskId: string }>('agentbay.runAgain', { id: earlier.id });
    assert.notEqual(again.taskId, earlier.taskId);
    assert.equal((await settledTask(again.taskId)).text, earlier.text);
  });

  it('deletes a session, and what was in it', async () => {
    const { sessionId, taskId } = await run('create notes.txt with "hello"');
    await settledTask(taskId);
    await vscode.commands.executeCommand('agentbay.deleteSession', { sessionId });
    const session = (await agentBay()).sessions().find((known) => known.sessionId === sessionId);
    assert.equal(session?.state, 'ended');
    await assert.rejects(Promise.resolve(run('list the files', { sessionId })), /session/i);
  });
});

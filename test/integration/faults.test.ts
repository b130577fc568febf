import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startService } from '../contract/support/service';
import { startSite, type Site } from '../support/site';
import { agentBay, run, runToEnd, settledTask, taskThat, withKey, withSettings } from './support/extension';

const newest = async () => (await agentBay()).tasks()[0]!;
const localPids = async (): Promise<number[]> =>
  (await agentBay())
    .sessions()
    .filter(({ state }) => state === 'running')
    .flatMap(({ localPid }) => localPid ?? []);

describe('bad input and bad weather', function () {
  this.timeout(60_000);
  const rejected = (work: Promise<unknown>, message: RegExp): Promise<void> =>
    assert.rejects(Promise.resolve(work), (error) => error instanceof Error && message.test(error.message));

  it('refuses a task that is none, with words for the person', async () => {
    const before = (await agentBay()).tasks().length;
    await rejected(run('   '), /Say what the agent should do/);
    await rejected(run('x'.repeat(100 * 1024)), /100 KB long; at most 64 KB/);
    await rejected(
      Promise.resolve(vscode.commands.executeCommand('agentbay.runComputerTask', { text: 'x' })),
      /"task"/,
    );
    assert.equal((await agentBay()).tasks().length, before);
  });

  it('says that the key is wrong, and keeps the task', async () => {
    const { endpoint, close } = await startService(() => ({
      status: 400,
      body: JSON.stringify({
        RequestId: 'R',
        HostId: 'h',
        Code: 'NOT_LOGIN',
        Message: 'You are not logged in or your login token has expired',
      }),
    }));
    await withSettings({ endpoint }, () =>
      withKey('akm-wrong-key-7531', async () => {
        await rejected(run('Open Chrome browser'), /key/i);
        const task = await newest();
        assert.equal(task.state, 'notSent');
        assert.equal(task.text, 'Open Chrome browser');
        assert.ok(!JSON.stringify(task).includes('akm-wrong-key-7531'));
      }),
    );
    await close();
  });

  it('says that nothing answers at the endpoint', async () => {
    const { endpoint, close } = await startService(() => undefined);
    await close();
    await withSettings({ endpoint }, () =>
      withKey('akm-1', async () => {
        await rejected(run('Open Chrome browser'), /could not be reached/);
        assert.equal((await newest()).state, 'notSent');
      }),
    );
  });

  it('says that what answers is not AgentBay', async () => {
    const { endpoint, close } = await startService(() => ({
      headers: { 'content-type': 'text/html' },
      body: '<html><body>Hello</body></html>',
    }));
    await withSettings({ endpoint }, () =>
      withKey('akm-1', async () => {
        await rejected(run('Open Chrome browser'), /JSON/);
        assert.equal((await newest()).state, 'notSent');
      }),
    );
    await close();
  });

  it('lets the person call off a task whose endpoint hangs', async () => {
    const { endpoint, close, seen } = await startService(() => undefined);
    await withSettings({ endpoint }, () =>
      withKey('akm-1', async () => {
        const outcome = assert.rejects(Promise.resolve(run('Open Chrome browser')));
        while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
        const { id } = await newest();
        await vscode.commands.executeCommand('agentbay.terminateTask', { id });
        await outcome;
        assert.equal((await newest()).state, 'notSent');
      }),
    );
    await close();
  });

  it('refuses to send the key over plain HTTP', async () => {
    await withSettings({ endpoint: 'http://example.com' }, () =>
      withKey('akm-1', () => rejected(run('Open Chrome browser'), /https/i)),
    );
  });

  it('needs a key for the cloud, and says how to set it', async () => {
    await withSettings({ connection: 'cloud' }, () => rejected(run('Open Chrome browser'), /Set API Key/));
  });

  describe('AgentBay Local', () => {
    let site: Site;
    before(async () => (site = await startSite()));
    after(() => site.close());

    /** Ends Local the hard way, as a crash would. */
    const kill = async (): Promise<void> => {
      for (const pid of new Set(await localPids())) process.kill(pid, 'SIGKILL');
      while ((await localPids()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    };

    it('that is killed takes its tasks along, says so, and comes back', async () => {
      const { taskId, sessionId } = await run(`go to ${site.origin}/slow`);
      await taskThat(taskId, ({ lastAction }) => lastAction !== undefined, 'at work');
      await kill();
      const task = await settledTask(taskId);
      assert.equal(task.state, 'unknown');
      assert.match(task.reason ?? '', /stopped unexpectedly/);
      const again = await run('list the files');
      assert.notEqual(again.sessionId, sessionId);
      assert.equal((await settledTask(again.taskId)).state, 'finished');
    });

    it('without a Chromium says how to get one', async () => {
      await kill();
      await withSettings({ 'local.chromiumPath': '/nowhere/chromium' }, async () => {
        const task = await runToEnd('Open Chrome browser');
        assert.equal(task.state, 'failed');
        assert.match(task.reason ?? '', /agentbay\.local\.chromiumPath/);
        await kill();
      });
      assert.equal((await runToEnd('Open Chrome browser')).state, 'finished');
    });
  });
});

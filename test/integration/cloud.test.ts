import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { agentBay, resultOf, run, settledTask, withKey, withSettings } from './support/extension';

/** A server of its own that speaks the wire protocol stands for the cloud: with an endpoint and a key, as the cloud has. */
describe('a service with a key', function () {
  this.timeout(60_000);
  let server: ChildProcess;
  let endpoint: string;
  let apiKey: string;

  before(async () => {
    const extension = vscode.extensions.getExtension('agentbay-vscode.agentbay');
    assert(extension);
    server = fork(path.join(extension.extensionPath, 'dist/local.js'), ['--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      execArgv: [],
    });
    assert(server.stdout);
    const lines = createInterface(server.stdout);
    const line = await new Promise<string>((resolve) => lines.once('line', resolve));
    ({ endpoint, apiKey } = JSON.parse(line) as { endpoint: string; apiKey: string });
  });
  after(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.disconnect();
    await ended;
  });

  it('gets the work as soon as a key is known', async () => {
    await withSettings({ endpoint }, () =>
      withKey(apiKey, async () => {
        const { taskId, sessionId } = await run('create notes.txt with "hello" and read notes.txt', {
          agent: 'Browser',
        });
        const task = await settledTask(taskId);
        assert.equal(task.state, 'finished', task.reason);
        assert.equal(task.connection, 'cloud');
        assert.match(await resultOf(task), /hello/);
        const session = (await agentBay()).sessions().find((known) => known.sessionId === sessionId);
        assert.equal(session?.endpoint, endpoint);
      }),
    );
  });

  it('is not asked about a session once the endpoint names another service', async () => {
    const { taskId } = await withSettings({ endpoint }, () =>
      withKey(apiKey, async () => {
        const started = await run('wait 2 seconds and list the files');
        return started;
      }),
    );
    const task = (await agentBay()).tasks().find((known) => known.taskId === taskId);
    assert.ok(task && task.endedAt === undefined, 'it is not taken for lost');
    await withSettings({ endpoint }, () =>
      withKey(apiKey, async () => {
        await vscode.commands.executeCommand('agentbay.refresh');
        assert.equal((await settledTask(taskId)).state, 'finished');
      }),
    );
  });
});

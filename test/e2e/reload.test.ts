import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Frame } from 'playwright-core';
import { root } from '../host/paths';
import { openWorkbench, type TestWorkbench } from './harness';

const PAGE = 'AgentBay Task';
const state = (page: Frame, name: string): Promise<unknown> =>
  page.locator(`main[data-state="${name}"]`).waitFor({ timeout: 30_000 });

describe('a reload of the window', function () {
  this.timeout(120_000);
  let vs: TestWorkbench;
  afterEach(() => vs.close());

  const runTask = async (text: string): Promise<Frame> => {
    await vs.openContainer('AgentBay');
    await vs.command('AgentBay: Run Computer Task');
    await vs.answer(text);
    return vs.webview(PAGE);
  };

  describe('with a service that goes on without us', () => {
    let service: ChildProcess;
    let connection: { endpoint: string; apiKey: string };

    before(async () => {
      service = fork(path.join(root, 'dist/local.js'), ['--port', '0'], {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      });
      assert(service.stdout);
      const lines = createInterface(service.stdout);
      const line = await new Promise<string>((resolve) => lines.once('line', resolve));
      connection = JSON.parse(line) as typeof connection;
    });
    after(async () => {
      const ended = new Promise((resolve) => service.once('exit', resolve));
      service.disconnect();
      await ended;
    });

    it('picks the task up where it is, on its page and in the tree', async () => {
      const { endpoint, apiKey } = connection;
      vs = await openWorkbench({ settings: { 'agentbay.endpoint': endpoint }, env: { AGENTBAY_API_KEY: apiKey } });
      const page = await runTask('wait 15 seconds and list the files');
      await state(page, 'running');
      await vs.reload();
      const again = await vs.webview(PAGE, 30_000);
      await state(again, 'finished');
      assert.equal(await again.locator('h1').innerText(), 'wait 15 seconds and list the files');
      await vs.row('wait 15 seconds').and(vs.page.locator('[aria-label*="Finished in"]')).waitFor();
      assert.ok(!vs.extensionLog().includes(apiKey), 'the key is in the log');
    });
  });

  it('shows a task of AgentBay Local, which ends with its window, as lost and not as finished', async () => {
    vs = await openWorkbench();
    const page = await runTask('wait 60 seconds');
    await state(page, 'running');
    await vs.reload();
    const again = await vs.webview(PAGE, 30_000);
    await state(again, 'unknown');
    assert.doesNotMatch(vs.hostLog(), /at .*agentbay.*extension\.js/, 'the extension threw while it closed');
    assert.match(await again.locator('#reason').innerText(), /AgentBay Local/);
    await again.locator('#run-again').waitFor();
  });
});

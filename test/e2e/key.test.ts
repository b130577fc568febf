import assert from 'node:assert/strict';
import { openWorkbench, type TestWorkbench } from './harness';

const KEY = 'akm-canary-0123456789';

describe('the API key, by hand', function () {
  this.timeout(90_000);
  let vs: TestWorkbench;
  before(async () => {
    // A port that nothing listens on: what is said to be the cloud is out of reach.
    vs = await openWorkbench({ settings: { 'agentbay.endpoint': 'http://127.0.0.1:9' } });
  });
  after(() => vs.close());

  it('is asked for in secret, and new work goes to the cloud from then on', async () => {
    await vs.statusItem('AgentBay Local').waitFor();
    await vs.command('AgentBay: Set API Key');
    await vs.quickInput.and(vs.page.locator('[type="password"]')).waitFor();
    await vs.quickInput.fill('ak-123');
    await vs.inputMessage.filter({ hasText: 'akm-' }).waitFor();
    await vs.answer('');
    await vs.quickInput.waitFor({ state: 'hidden' });
    await vs.statusItem('AgentBay Local').waitFor();
    await vs.command('AgentBay: Set API Key');
    await vs.answer(KEY);
    await vs.toast('The API key is set').waitFor();
    await vs.statusItem('AgentBay Local').waitFor({ state: 'detached' });
  });

  it('does not keep a task from being kept when the cloud is out of reach', async () => {
    await vs.clearToasts();
    await vs.command('AgentBay: Run Computer Task');
    await vs.answer('Open Chrome browser');
    const page = await vs.webview('AgentBay Task');
    await page.locator('main[data-state="notSent"]').waitFor();
    assert.match(await page.locator('#reason').innerText(), /could not be reached/);
    await vs.toast('could not be reached').waitFor();
    assert.ok(!vs.extensionLog().includes(KEY), 'the key is in the log');
  });

  it('survives a reload, and is gone when cleared', async () => {
    await vs.reload();
    await vs.statusItem(/AgentBay(?! Local)/).waitFor();
    await vs.command('AgentBay: Clear API Key');
    await vs.toast('The API key is cleared').waitFor();
    await vs.statusItem('AgentBay Local').waitFor();
  });
});

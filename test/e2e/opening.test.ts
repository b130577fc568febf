import assert from 'node:assert/strict';
import { openWorkbench, type TestWorkbench } from './harness';

describe('VS Code with the package installed', function () {
  this.timeout(90_000);
  let vs: TestWorkbench;

  before(async () => {
    vs = await openWorkbench();
  });
  after(() => vs.close());

  it('shows AgentBay in the activity bar and says in the status bar where tasks will run', async () => {
    await vs.container('AgentBay').waitFor();
    await vs.statusItem('AgentBay Local').waitFor();
  });

  it('offers to run a first task while there is none', async () => {
    await vs.openContainer('AgentBay');
    await vs.page.getByRole('button', { name: 'Run Computer Task' }).first().waitFor();
  });

  it('asks for the task when it is run from the palette, and does nothing when the person gives up', async () => {
    await vs.command('AgentBay: Run Computer Task');
    await vs.quickInput.waitFor();
    await vs.page.keyboard.press('Escape');
    await vs.quickInput.waitFor({ state: 'hidden' });
    assert.deepEqual(await vs.toasts(), []);
  });
});

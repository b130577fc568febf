import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { until } from '../host/processes';
import { type Site, startSite } from '../support/site';
import { openWorkbench, type TestWorkbench } from './harness';

const RUN = 'AgentBay: Run Computer Task';
const PAGE = 'AgentBay Task';

describe('tasks on AgentBay Local, by hand', function () {
  this.timeout(90_000);
  let vs: TestWorkbench;
  let site: Site;

  before(async () => {
    site = await startSite();
    vs = await openWorkbench();
    await vs.openContainer('AgentBay');
  });
  after(async () => {
    await vs.close();
    await site.close();
  });
  beforeEach(() => vs.command('View: Close All Editors'));

  const runTask = async (text: string): Promise<Frame> => {
    await vs.command(RUN);
    await vs.answer(text);
    return vs.webview(PAGE);
  };
  const inState = (page: Frame, state: string): Promise<unknown> =>
    page.locator(`main[data-state="${state}"]`).waitFor({ timeout: 30_000 });
  /** Shows a page that ticks for as long as a browser shows it; takes longer than any test. */
  const busyTask = (label: string): string => `go to ${site.origin}/ticking#${label} and wait 60 seconds`;
  const ticks = (): number => site.hits().get('tick') ?? 0;
  const isWorking = async (): Promise<void> => {
    const before = ticks();
    assert.ok(await until(() => ticks() > before, 20_000), 'the browser does not work');
  };
  const isQuiet = async (): Promise<void> => {
    await vs.page.waitForTimeout(500); // what was under way when the task ended
    const before = ticks();
    await vs.page.waitForTimeout(1_500);
    assert.equal(ticks(), before, 'the browser still works');
  };

  it('welcomes a newcomer with what to do', async () => {
    const welcome = vs.page.locator('.welcome-view');
    await welcome.getByRole('button', { name: 'Run Computer Task' }).waitFor();
    assert.match(await welcome.innerText(), /No key is needed/);
  });

  it('asks for a task, and says what is wrong with it', async () => {
    await vs.command(RUN);
    await vs.quickInput.fill('  ');
    await vs.inputMessage.filter({ hasText: 'Say what the agent should do' }).waitFor();
    await vs.quickInput.fill('x'.repeat(100 * 1024));
    await vs.inputMessage.filter({ hasText: '100 KB long' }).waitFor();
    assert.equal((await vs.quickInput.inputValue()).length, 100 * 1024, 'what was typed is still there');
    await vs.page.keyboard.press('Escape');
  });

  it('runs what was typed, and shows it on its page, in the tree and in the status bar', async () => {
    const page = await runTask('Open Chrome browser');
    await inState(page, 'finished');
    assert.equal(await page.locator('h1').innerText(), 'Open Chrome browser');
    assert.ok((await page.locator('ol#actions > li').count()) > 0);
    assert.match(await page.locator('#result').innerText(), /Chrom|Edge/);
    const label = (await vs.row('Open Chrome browser').getAttribute('aria-label')) ?? '';
    assert.match(label, /^Computer task: Open Chrome browser, Finished in/);
    await vs.statusItem('AgentBay Local').waitFor();
  });

  it('ends a task from the menu of its row, for real', async () => {
    const page = await runTask(busyTask('menu'));
    await isWorking();
    await vs.contextMenu(vs.row('#menu'), 'Terminate Task');
    await inState(page, 'terminated');
    await vs.row('#menu').and(vs.page.locator('[aria-label*="Terminated"]')).waitFor();
    await isQuiet();
  });

  it('ends a task from its page', async () => {
    const page = await runTask(busyTask('page'));
    await inState(page, 'running');
    await page.locator('#terminate').click();
    await inState(page, 'terminated');
    await isQuiet();
  });

  it('ends a task from the palette', async () => {
    const page = await runTask(busyTask('palette'));
    await inState(page, 'running');
    await vs.command('AgentBay: Terminate Task');
    await vs.page.locator('.quick-input-widget [role="option"]', { hasText: '#palette' }).first().click();
    await inState(page, 'terminated');
    await isQuiet();
  });

  it('ends a task by the icon in its row', async () => {
    const page = await runTask(busyTask('inline'));
    await inState(page, 'running');
    await vs.inlineAction(vs.row('#inline'), 'Terminate Task');
    await inState(page, 'terminated');
  });

  it('counts what runs in the badge', async () => {
    const page = await runTask(busyTask('badge'));
    await inState(page, 'running');
    await vs.container('AgentBay').locator('.badge-content', { hasText: '1' }).waitFor();
    await page.locator('#terminate').click();
    await inState(page, 'terminated');
    await vs.container('AgentBay').locator('.badge-content', { hasText: '1' }).waitFor({ state: 'detached' });
  });

  it('says why a task failed, and runs it again from its page', async () => {
    const page = await runTask(`go to ${site.origin}/shop and click "Buy the moon"`);
    await inState(page, 'failed');
    assert.match(await page.locator('#reason').innerText(), /Buy the moon/);
    const before = await vs.row('Buy the moon').count();
    assert.equal(before, 1);
    await page.locator('#run-again').click();
    const failed = vs.page.locator('[role="treeitem"][aria-label*="Buy the moon"][aria-label*="Failed"]');
    assert.ok(await until(async () => (await failed.count()) === 2, 30_000), 'it did not run again');
  });

  it('opens a result as an editor', async () => {
    const page = await runTask(`go to ${site.origin}/shop and read the headings`);
    await inState(page, 'finished');
    await page.locator('#open-result').click();
    await vs.page.locator('.tab.active', { hasText: /\.md/ }).waitFor();
  });

  it('tells once that a task has ended when nobody looks at its page', async () => {
    await runTask('wait 2 seconds and list the files');
    await vs.command('View: Close All Editors');
    await vs.toast('Finished: “wait 2 seconds and list the files”').waitFor();
    assert.equal((await vs.toasts()).filter((text) => text.startsWith('Finished:')).length, 1);
    await vs.clearToasts();
    const page = await runTask('list the files');
    await inState(page, 'finished');
    await vs.page.waitForTimeout(500);
    assert.deepEqual(
      (await vs.toasts()).filter((text) => text.includes('“list the files”')),
      [],
    );
  });

  it('shows what an agent or a task says as words, never as a link that runs a command', async () => {
    await runTask(`go to ${site.origin}/shop and click "[open it](command:workbench.action.openSettings)"`);
    await vs.command('View: Close All Editors');
    const toast = vs.toast('open it');
    await toast.waitFor({ timeout: 30_000 });
    assert.equal(await toast.locator('.notification-list-item-message a').count(), 0);
    await vs.clearToasts();
  });

  it('runs a task of the kind that was asked for, whatever row has the focus', async () => {
    await vs.command('AgentBay: Run Browser Task');
    await vs.answer('list the files of the browser');
    await inState(await vs.webview(PAGE), 'unsupported');
    const browserSession = vs.page.locator('[role="treeitem"][aria-label^="Session Browser"]').first();
    await browserSession.click(); // Gives it the focus, and closes it.
    await browserSession.click();
    await vs.page.locator('.composite.title').getByRole('button', { name: 'Run Computer Task' }).click();
    await vs.answer('list the files, then wait 1 second');
    await vs.page.locator('[role="treeitem"][aria-label^="Computer task: list the files, then"]').waitFor();
  });

  it('runs a task in the session whose menu it was', async () => {
    const session = vs.page.locator('[role="treeitem"][aria-label^="Session Browser"]').first();
    await vs.contextMenu(session, 'Run Task in This Session');
    await vs.inputMessage.filter({ hasText: 'in Browser' }).waitFor();
    await vs.answer('list the files here');
    await vs.page.locator('[role="treeitem"][aria-label^="Browser task: list the files here"]').waitFor();
  });

  it('asks before it deletes a session at work, then leaves no browser behind', async () => {
    const browsers = (): number => vs.processes().filter(({ command }) => command.includes('agentbay-local-')).length;
    const page = await runTask(busyTask('delete'));
    await isWorking();
    assert.ok(browsers() > 0);
    const session = vs.page.locator('[role="treeitem"][aria-label*="1 running"]');
    assert.ok(await until(async () => (await session.count()) === 1, 30_000), 'more than one session is busy');
    await vs.contextMenu(session, 'Delete Session');
    await vs.dialog.getByRole('button', { name: 'Delete Session' }).click();
    await inState(page, 'terminated');
    for (let left = 1; left > 0;) {
      const idle = vs.page.locator('[role="treeitem"][aria-label*="idle"]');
      left = await idle.count();
      if (left === 0) break;
      await vs.contextMenu(idle.first(), 'Delete Session');
      await until(async () => (await idle.count()) < left, 15_000);
    }
    assert.ok(await until(() => browsers() === 0, 10_000), 'a Chromium is left');
  });
});

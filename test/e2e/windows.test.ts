import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { say } from '../host/say';
import { signalProcess, until } from '../host/processes';
import type { Workbench } from '../host/workbench';
import { type Cloud, startCloud } from '../soak/cloud';
import { script, textOf } from '../soak/scenarios';
import type { Fate } from '../soak/truth';
import { openWorkbench, type TestWorkbench } from './harness';

const RUN = 'AgentBay: Run Computer Task';
const PAGE = 'AgentBay Task';
/** How long questions are counted. */
const COUNTED_MS = 6_000;
/** Within this time all windows show the same. */
const SAME_MS = 2_000;

describe('two windows', function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let first: TestWorkbench;
  let second: Workbench;
  let windows: readonly Workbench[];
  /** The extension host of the first window. */
  let firstHost: number;
  const theirs = textOf('endless', 'of the second window');

  before(async () => {
    cloud = await startCloud(script);
    first = await openWorkbench({
      settings: { 'agentbay.endpoint': cloud.endpoint },
      env: { AGENTBAY_API_KEY: cloud.apiKey },
    });
    await first.openContainer('AgentBay');
    [firstHost = 0] = first.extensionHosts();
  });
  after(() => cloud.close());
  after(() => first.close());

  const run = async (window: Workbench, text: string): Promise<Fate> => {
    await window.command(RUN);
    await window.answer(text);
    let fate: Fate | undefined;
    await until(() => (fate = cloud.truth.taken(text)[0]) !== undefined, 15_000);
    assert(fate, `the service did not get “${text}”`);
    return fate;
  };
  const openPage = async (window: Workbench, text: string): Promise<void> => {
    await window.row(text).click();
    await window.shows(PAGE, `main[data-state="running"]:has(h1:text-is(${JSON.stringify(text)}))`);
  };
  const rowSaying = (window: Workbench, text: string, words: string): Locator =>
    window.row(text).and(window.page.locator(`[aria-label*=${JSON.stringify(words)}]`));
  /** Waits until every window says so. @returns How long after the first one the last one did, ms. */
  const allSay = async (text: string, words: string): Promise<number> => {
    const moments = await Promise.all(
      windows.map(async (window) => {
        await rowSaying(window, text, words).waitFor({ timeout: 30_000 });
        return Date.now();
      }),
    );
    return Math.max(...moments) - Math.min(...moments);
  };
  const questionsIn = async (fate: Fate, ms: number): Promise<number> => {
    const before = fate.questions;
    await first.page.waitForTimeout(ms);
    return fate.questions - before;
  };
  const terminate = (window: Workbench, text: string): Promise<void> =>
    window.contextMenu(window.row(text), 'Terminate Task');

  /** The process of the window that is the keeper, by what the windows tell one another on disk. */
  const keeper = (): number => {
    const folder = path.join(first.storage, 'ledger-2/windows');
    const leases = fs.readdirSync(folder).filter((name) => name.startsWith('keeper.'));
    const latest = leases.sort((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1])).at(-1);
    assert(latest, 'there is no keeper');
    const [windowId = ''] = fs.readFileSync(path.join(folder, latest), 'utf8').split(' ');
    const { pid } = JSON.parse(fs.readFileSync(path.join(folder, `${windowId}.json`), 'utf8')) as { pid: number };
    return pid;
  };

  it('ask about a task no more often than one does, and both show it within 2 s', async () => {
    const alone = await questionsIn(await run(first, textOf('endless', 'with one')), COUNTED_MS);
    second = await first.another();
    await second.openContainer('AgentBay');
    windows = [first, second];
    const fate = await run(second, theirs);
    const apart = await allSay(theirs, 'Step');
    await openPage(first, theirs);
    const both = await questionsIn(fate, COUNTED_MS);
    assert.ok(alone >= 3, `asked ${alone} times with one window`);
    assert.ok(both <= alone + 2, `asked ${both} times with two windows, ${alone} times with one`);
    assert.ok(apart <= SAME_MS, `one window was ${apart} ms late`);
    say(`      questions in ${COUNTED_MS / 1_000} s: ${alone} by one window, ${both} by two; shown ${apart} ms apart`);
  });

  it('end a task for one another, and both show that within 2 s', async () => {
    await terminate(keeper() === firstHost ? second : first, theirs);
    const apart = await allSay(theirs, 'Terminated');
    assert.deepEqual(
      cloud.truth.taken(theirs).map((fate) => fate.isTerminateAsked),
      [true],
    );
    assert.ok(apart <= SAME_MS, `one window was ${apart} ms late`);
    say(`      shown ${apart} ms apart`);
  });

  it('tell one time that a task has ended', async () => {
    const text = textOf('long', 'to be told once');
    for (const window of windows) await window.clearToasts();
    await run(second, text);
    await second.command('View: Close All Editors');
    await allSay(text, 'Finished in');
    const told = (): Promise<readonly string[]> =>
      Promise.all(windows.map((window) => window.toasts())).then((each) => each.flat());
    assert.ok(await until(async () => (await told()).length > 0, 5_000), 'nobody told');
    await first.page.waitForTimeout(2_500); // for whoever else would tell
    assert.equal((await told()).filter((message) => message.includes('to be told once')).length, 1);
  });

  it('go on asking within 10 s when the one that asks is killed', async () => {
    const text = textOf('endless', 'left behind');
    const fate = await run(second, text);
    await allSay(text, 'Step');
    const [hosts, killed] = [first.extensionHosts(), keeper()];
    const survivor = killed === firstHost ? second : first;
    signalProcess(killed, 'SIGKILL');
    const [killedAt, before] = [Date.now(), fate.questions];
    assert.ok(await until(() => fate.questions > before, 10_000), 'nobody asks any more');
    const afterMs = Date.now() - killedAt;
    const other = first.extensionHosts().filter((host) => hosts.includes(host) && host !== killed);
    assert.deepEqual([keeper()], other, 'it is not the other that took over');
    await rowSaying(survivor, text, 'Step').waitFor();
    assert.equal(cloud.truth.timesSent(text), 1);
    say(`      the next question came ${afterMs} ms after the kill`);
  });

  it('show the time in which none was open as a gap', async () => {
    const text = textOf('endless', 'left behind');
    assert.ok(await first.leave(), 'the extension hosts stayed');
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    await first.reopen();
    await first.openContainer('AgentBay');
    await openPage(first, text);
    await first.shows(PAGE, 'ol#actions > li.gap:has-text("Nothing is known from")');
    await first.shows(PAGE, 'ol#actions > li.gap ~ li:has-text("Step")');
  });
});

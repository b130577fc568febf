import assert from 'node:assert/strict';
import type { TaskView, ToPage } from '../../../src/protocol/page';
import { MOST_ENTRIES } from '../../../src/page/merge';
import { PageBench, type OpenPage } from './harness';
import { aView, someActions, someMore, START } from './views';

describe('the timeline of the task page', () => {
  let bench: PageBench;
  let task: OpenPage;
  before(async () => {
    bench = await PageBench.open();
  });
  after(() => bench.close());
  beforeEach(async () => {
    task = await bench.task();
  });
  afterEach(() => assert.deepEqual(task.complaints, []));

  const texts = (): Promise<string[]> =>
    task.page.locator('ol#actions > li .text').evaluateAll((all) => all.map((text) => text.textContent));
  const earlier = () => task.page.getByRole('button', { name: 'Show earlier' });
  const latest = () => task.page.getByRole('button', { name: 'Show latest' });
  const someEarlier = (first: number, count: number): ToPage => ({
    type: 'earlier',
    firstEntry: first,
    entries: someActions(count, first),
  });
  const asked = async (): Promise<unknown> => (await task.posted()).at(-1);
  const topOf = (words: string): Promise<number> =>
    task.page
      .locator('ol#actions > li', { has: task.page.getByText(words, { exact: true }) })
      .evaluate((row) => row.getBoundingClientRect().top);

  it('grows by what comes, and by nothing that does not join on', async () => {
    const view = aView({ entries: someActions(3) });
    await task.show(view);
    await task.send(someMore(view, 2));
    const expected = ['Step 1', 'Step 2', 'Step 3', 'Step 4', 'Step 5'];
    assert.deepEqual(await texts(), expected);
    assert.equal(await task.page.locator('[aria-current=step] .text').innerText(), 'Step 5');
    assert.equal(await task.page.locator('ol#actions .duration').nth(2).innerText(), '3 s');
    await task.send(someMore(view, 2));
    assert.deepEqual(await texts(), expected, 'nothing twice');
    await task.send({ ...someMore(view, 0), firstEntry: 90, entries: someActions(1, 90) });
    assert.deepEqual(await texts(), expected, 'nothing after a hole');
  });

  it('offers earlier entries, asks for them by keyboard, and keeps what is read in its place', async () => {
    await task.show(aView({ firstEntry: 400, entries: someActions(200, 400) }));
    assert.equal(await task.page.locator('#actions-heading .count').innerText(), '600');
    await earlier().focus();
    await task.page.evaluate(() => scrollTo(0, 0));
    const top = await topOf('Step 401');
    await task.page.keyboard.press('Enter');
    assert.deepEqual(await asked(), { type: 'earlier', before: 400 });
    await task.send(someEarlier(200, 200));
    assert.ok(Math.abs((await topOf('Step 401')) - top) <= 1, 'the row is where it was');
    assert.equal((await texts())[0], 'Step 201');
    assert.equal(await earlier().evaluate((button) => button === document.activeElement), true);
    await task.page.waitForTimeout(100); // the browser's own anchoring would come with the next frame
    assert.ok(Math.abs((await topOf('Step 401')) - top) <= 1, 'and stays there');
    await task.page.keyboard.press('Enter');
    assert.deepEqual(await asked(), { type: 'earlier', before: 200 });
    await task.send(someEarlier(0, 200));
    assert.equal(await earlier().isVisible(), false);
    assert.equal(await task.page.evaluate(() => document.activeElement?.tagName), 'MAIN');
    assert.equal((await texts()).length, 600);
    await task.send(someEarlier(0, 200));
    assert.equal((await texts()).length, 600, 'an answer that comes twice adds nothing');
  });

  it('keeps the place of a reader within earlier entries while a task goes on', async () => {
    const view = aView({ firstEntry: 400, entries: someActions(200, 400) });
    await task.show(view);
    await task.page.evaluate(() => scrollTo(0, 900));
    await task.page.locator('#jump').waitFor();
    await earlier().evaluate((button: HTMLButtonElement) => button.click());
    await task.send(someEarlier(200, 200));
    const row = 'Step 420';
    const top = await topOf(row);
    await task.send(someMore(view, 100));
    assert.equal(await topOf(row), top);
  });

  it('holds a bounded number of rows, and offers the earliest again', async () => {
    let view: TaskView = aView({ entries: someActions(200) });
    await task.show(view);
    for (let round = 0; round < 20; round++) {
      const more = someMore(view, 200);
      await task.send(more);
      view = { ...view, firstEntry: more.firstEntry, entries: more.entries };
    }
    const shown = await texts();
    assert.deepEqual([shown.length, shown.at(-1)], [MOST_ENTRIES, 'Step 4200']);
    assert.equal(await earlier().isVisible(), true);
    await earlier().click();
    assert.deepEqual(await asked(), { type: 'earlier', before: 4200 - MOST_ENTRIES });
    await task.send(someEarlier(4200 - MOST_ENTRIES - 200, 200));
    const after = await texts();
    assert.deepEqual([after.length, after.at(-1)], [MOST_ENTRIES, 'Step 4000'], 'the latest makes room');
    assert.equal(await task.page.locator('[aria-current]').count(), 0);
    await task.send(someMore(view, 10));
    assert.equal((await texts()).at(-1), 'Step 4000', 'nothing joins on after a hole');
    await latest().click();
    assert.deepEqual(await asked(), { type: 'latest' });
    await task.show(aView({ firstEntry: 4010, entries: someActions(200, 4010) }));
    assert.deepEqual([(await texts()).length, (await texts()).at(-1)], [200, 'Step 4210']);
    assert.equal(await latest().isVisible(), false);
  }).timeout(30_000);

  it('leaves a reader of earlier entries those when the host begins anew', async () => {
    await task.show(aView({ firstEntry: 100, entries: someActions(200, 100) }));
    await task.page.evaluate(() => scrollTo(0, 900));
    await task.page.locator('#jump').waitFor();
    await task.show(aView({ firstEntry: 600, entries: someActions(200, 600) }));
    assert.equal((await texts())[0], 'Step 101');
    await task.page.locator('#jump').click();
    assert.deepEqual(await asked(), { type: 'latest' });
    await task.show(aView({ firstEntry: 600, entries: someActions(200, 600) }));
    assert.equal((await texts())[0], 'Step 601');
  });

  it('shows a gap as a gap: in words, with its times, and as no action', async () => {
    const minute = 60_000;
    const [before, after] = [someActions(1), someActions(1, 800)];
    const gap = { type: 'gap', at: START + minute, until: START + 18 * minute, why: 'the window was closed' } as const;
    const short = { type: 'gap', at: START + 20 * minute, until: START + 20.5 * minute, why: 'x' } as const;
    await task.show(aView({ entries: [...before, gap, short, ...after] }));
    const rows = await task.page.locator('ol#actions > li').allInnerTexts();
    assert.equal(rows[1], 'Nothing is known from 10:43 to 11:00: the window was closed');
    assert.equal(rows[2], 'Nothing is known from 11:02:00 to 11:02:30: x');
    assert.deepEqual(await texts(), ['Step 1', 'Step 801']);
    assert.equal(await task.page.locator('#actions-heading .count').innerText(), '2');
    assert.equal(await task.page.locator('ol#actions .duration').first().innerText(), '59 s');
    assert.equal(await task.page.getByRole('listitem').count(), 4, 'a screen reader reads it in its place');
    await task.show(aView({ entries: [...before, gap] }));
    const current = task.page.locator('[aria-current]');
    assert.deepEqual(await current.locator('.text').allInnerTexts(), ['Step 1'], 'it was heard to be at that still');
    await task.show(aView({ state: 'terminated', endedAt: START + 19 * minute, entries: [...before, gap] }));
    assert.equal(await current.count(), 0);
  });

  it('of a task that may be stuck says since when, and offers to terminate it', async () => {
    const stall = { text: 'The same action again and again', since: START + 60_000 };
    await task.show(aView({ entries: someActions(5), stall }));
    assert.equal(await task.page.locator('#stall').innerText(), 'The same action again and again since 10:43');
    await task.page.locator('.notice.stall').getByRole('button', { name: 'Terminate' }).click();
    assert.deepEqual(await asked(), { type: 'terminateTask' });
    await task.show(aView({ state: 'terminating', entries: someActions(5), stall }));
    assert.equal(await task.page.locator('.notice.stall button').isVisible(), false);
    await task.show(aView({ entries: someActions(5), stall, terminateProblem: 'It still runs.', canTerminate: true }));
    assert.deepEqual(await task.page.locator('.notice button:visible').allInnerTexts(), ['Try Again']);
    await task.show(aView({ entries: someActions(6) }));
    assert.equal(await task.page.locator('#stall').isVisible(), false);
  });

  it('of an end that could not be confirmed says so, and offers to try again', async () => {
    await task.show(aView({ terminateProblem: 'AgentBay cannot be reached.', canTerminate: true }));
    const words = await task.page.locator('.notice.terminate-problem').innerText();
    assert.match(words, /^Could not confirm its end\..*\n+AgentBay cannot be reached\./);
    await task.page.getByRole('button', { name: 'Try Again' }).click();
    assert.deepEqual(await asked(), { type: 'terminateTask' });
  });

  it('of a task in doubt says what that means, and offers to look at its session first', async () => {
    const advice = 'The task was sent, and no answer came.';
    await task.show(aView({ state: 'unconfirmed', advice, reason: 'Timed out.', canLookAtSession: true }));
    assert.equal(await task.page.locator('#advice').innerText(), advice);
    assert.equal(await task.page.locator('.timeline .empty').innerText(), 'Whether an agent has the task is not known');
    const buttons = task.page.locator('.bar button:visible');
    assert.deepEqual(await buttons.allInnerTexts(), ['Look at Session', 'Run Again']);
    assert.deepEqual(await buttons.evaluateAll((all: Element[]) => all.map((button) => button.getAttribute('class'))), [
      'primary',
      'secondary',
    ]);
    for (const button of await buttons.all()) await button.click();
    assert.deepEqual((await task.posted()).slice(1), [{ type: 'lookAtSession' }, { type: 'runAgain' }]);
  });

  it('says of a product that was cut that there is more', async () => {
    await task.show(aView({ state: 'finished', product: { format: 'markdown', text: '**Some**', isCut: true } }));
    assert.match(await task.page.locator('#result').innerText(), /^Not all of it is shown here\. .*\n+Some$/);
    assert.equal(await task.page.locator('#result strong').count(), 1);
  });
});

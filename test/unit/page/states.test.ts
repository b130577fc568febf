import assert from 'node:assert/strict';
import type { TaskView } from '../../../src/protocol/page';
import { PageBench, type OpenPage } from './harness';
import { aView, someActions, START } from './views';

describe('the task page shows', () => {
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

  const text = (selector: string): Promise<string> => task.page.locator(selector).innerText();
  const isVisible = (selector: string): Promise<boolean> => task.page.locator(selector).isVisible();

  it('says it is ready before anything else', async () => {
    assert.deepEqual(await task.posted(), [{ type: 'ready' }]);
  });

  it('every state, by its word, for tools to read, and with the buttons that are offered', async () => {
    const states: readonly TaskView['state'][] = [
      ...(['submitting', 'running', 'terminating', 'finished', 'failed'] as const),
      ...(['unsupported', 'terminated', 'unconfirmed', 'unknown', 'notSent'] as const),
    ];
    for (const state of states) {
      const view = aView({ state });
      await task.show(view);
      const shown = await task.page.locator('main').evaluate((main: HTMLElement) => ({
        state: main.dataset['state'],
        isSettled: main.dataset['settled'],
        words: ['h1', '#state'].map((selector) => main.querySelector(selector)?.textContent),
        visible: [
          '#look-at-session',
          '#terminate',
          '#run-again',
          '#open-result',
          '#copy-result',
          '#result',
          '#reason',
          '#problem',
          '#advice',
          '#stall',
          '#terminate-problem',
          '#earlier',
          '#latest',
        ].filter((selector) => main.querySelector(selector)?.checkVisibility()),
      }));
      assert.deepEqual(shown, {
        state,
        isSettled: String(view.endedAt !== undefined),
        words: [view.text, view.stateLabel],
        visible: [...(view.canTerminate ? ['#terminate'] : []), ...(view.canRunAgain ? ['#run-again'] : [])],
      });
    }
  });

  it('a table with its head, and without one that says nothing', async () => {
    const table = (head: string) => `${head}\n|-|-|\n|name|Bob|\n`;
    const product = { format: 'markdown', text: `${table('|a|b|')}\nand\n\n${table('| | |')}` } as const;
    await task.show(aView({ state: 'finished', product }));
    const heads = task.page.locator('#result thead');
    assert.deepEqual([await heads.nth(0).isVisible(), await heads.nth(1).isVisible()], [true, false]);
    assert.equal(await task.page.locator('#result tbody').nth(1).isVisible(), true);
  });

  it('each action with its time and how long it took, and the current one as such', async () => {
    await task.show(aView({ state: 'terminated', entries: someActions(3) }));
    assert.deepEqual(await task.page.locator('ol#actions > li .text').allInnerTexts(), ['Step 1', 'Step 2', 'Step 3']);
    assert.deepEqual(await task.page.locator('ol#actions > li .duration').allInnerTexts(), ['3 s', '3 s', '27 s']);
    const time = task.page.locator('ol#actions > li time').first();
    assert.equal(await time.getAttribute('datetime'), '2026-11-22T02:42:01.000Z');
    assert.equal(await time.innerText(), '10:42:01');
    assert.equal(await task.page.locator('[aria-current]').count(), 0);
    await task.show(aView({ entries: someActions(3) }));
    assert.equal(await text('[aria-current=step] .text'), 'Step 3');
  });

  it('time passing while the task runs, and standing still once it is settled', async () => {
    task = await bench.task({ now: START + 20_000 });
    await task.show(aView({ entries: someActions(1) }));
    assert.equal(await text('#elapsed'), '20 s');
    await task.page.clock.runFor(50_000);
    assert.equal(await text('#elapsed'), '1 min 10 s');
    assert.equal(await text('ol#actions .duration'), '1 min 9 s');
    await task.show(aView({ state: 'finished', entries: someActions(1) }));
    await task.page.clock.runFor(50_000);
    assert.equal(await text('#elapsed'), 'Took 34 s');
    assert.equal(await text('ol#actions .duration'), '33 s');
    assert.equal(await text('#ended'), 'Finished at 10:42:34');
  });

  it('when it last heard of the task: after 5 s of silence, or at once when a question failed', async () => {
    task = await bench.task({ now: START + 20_000 });
    await task.show(aView({ lastHeardAt: START + 16_000 }));
    assert.equal(await isVisible('#heard'), false);
    await task.page.clock.runFor(2000);
    assert.equal(await text('#heard'), 'Last heard 6 s ago');
    await task.show(aView({ lastHeardAt: START + 20_000, problem: 'The service did not answer.' }));
    assert.equal(await text('#heard'), 'Last heard 2 s ago');
  });

  it('a failed question as a failed question: the task still runs', async () => {
    await task.show(aView({ problem: 'The service did not answer.' }));
    assert.equal(await text('#problem'), 'The service did not answer.');
    assert.equal(await isVisible('#reason'), false);
    assert.equal(await text('#state'), 'Running');
    await task.show(aView());
    assert.equal(await isVisible('#problem'), false);
  });

  it('the reason of a failure as plain text', async () => {
    const reason = 'There is no <b>button</b> called "Sign in".\nThere are 3 links.';
    await task.show(aView({ state: 'failed', reason }));
    assert.equal(await text('#reason'), reason);
    assert.equal(await task.page.locator('#reason *').count(), 0);
  });

  it('what is missing, honestly', async () => {
    await task.show(aView());
    assert.equal(await text('.timeline .empty'), 'Waiting for the agent’s first action');
    await task.show(aView({ state: 'finished' }));
    assert.ok((await text('main')).includes('The agent finished without handing back a result.'));
    assert.equal(await text('.timeline .empty'), 'No action of the agent was seen');
  });

  it('a message in place of a task that is gone, and the task should it come back', async () => {
    await task.show(aView());
    await task.send({ type: 'missing', message: 'This task is no longer in the list.' });
    assert.ok((await text('main')).includes('This task is no longer in the list.'));
    assert.equal(await task.page.locator('h1').count(), 1);
    assert.equal(await task.page.locator('main[data-state]').count(), 0);
    await task.show(aView());
    assert.equal(await text('h1'), 'Open Chrome browser');
  });

  it('a JSON result laid out, as written', async () => {
    const product = { format: 'json', text: '{"id":12345678901234567890,"rain":true}' } as const;
    await task.show(aView({ state: 'finished', product }));
    assert.equal(await text('#result pre'), '{\n  "id": 12345678901234567890,\n  "rain": true\n}');
  });

  it('the first lines of a 64 KB task, and all of it on demand', async () => {
    const long = 'Do this with care. '.repeat(3450).trim();
    await task.show(aView({ text: long }));
    const heading = task.page.locator('h1');
    assert.equal(await heading.textContent(), long);
    const height = async (): Promise<number> => (await heading.boundingBox())?.height ?? 0;
    assert.ok((await height()) < 150);
    await task.page.getByRole('button', { name: 'Show all' }).click();
    assert.ok((await height()) > 1000);
    await task.page.getByRole('button', { name: 'Show less', expanded: true }).press('Enter');
    assert.ok((await height()) < 150);
    await task.show(aView({ id: 'task-2', text: 'Short' }));
    assert.equal(await isVisible('button[aria-controls=task-text]'), false);
  });

  it('everything within a column of 300 px', async () => {
    await task.page.setViewportSize({ width: 300, height: 600 });
    const word = 'https://example.com/' + 'a'.repeat(300);
    const table = `|${'wide heading|'.repeat(30)}\n|${'-|'.repeat(30)}\n|${'cell|'.repeat(30)}`;
    const product = { format: 'markdown', text: `${word}\n\n${table}\n\n    ${word}` } as const;
    const entries = [{ type: 'action', at: START, text: word }] as const;
    await task.show(aView({ state: 'failed', text: word, subtitle: word, reason: word, product, entries }));
    const [inner, outer] = await task.page.evaluate(() => [document.body.scrollWidth, innerWidth]);
    assert.equal(inner, outer);
  });

  it('nothing of a message that is not ours', async () => {
    const strangers = [null, 'show', { type: 'show' }, { type: 'show', view: { id: 1 } }, { type: 'missing' }];
    await task.page.evaluate((data) => {
      for (const message of data) window.dispatchEvent(new MessageEvent('message', { data: message }));
    }, strangers);
    assert.equal(await task.page.locator('main').count(), 0);
  });
});

import assert from 'node:assert/strict';
import { PageBench, type OpenPage } from './harness';
import { aView, someActions, START } from './views';

declare global {
  interface Window {
    changes: string[];
  }
}

describe('the task page, updated', () => {
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

  /** Where the page is scrolled to, and how far it could be. */
  const scroll = (): Promise<{ top: number; end: number }> =>
    task.page.evaluate(() => ({ top: scrollY, end: document.documentElement.scrollHeight - innerHeight }));

  const isAtEnd = async (): Promise<boolean> => {
    const { top, end } = await scroll();
    return end > 0 && Math.abs(top - end) <= 1;
  };

  const jump = () => task.page.locator('#jump');

  /** Scrolls up as a reader does, and waits until the page has noticed. */
  const scrollUp = async (): Promise<void> => {
    await task.page.mouse.move(300, 300);
    await task.page.mouse.wheel(0, -400);
    await jump().waitFor();
    await task.page.waitForFunction(() => typeof (window.double.saved as { place?: unknown }).place === 'number');
  };

  it('with the same view touches nothing', async () => {
    const product = { format: 'markdown', text: '**Done**' } as const;
    const view = aView({ state: 'finished', entries: someActions(5), product, reason: 'why', problem: 'what' });
    await task.show(view);
    await task.page.evaluate(() => {
      window.changes = [];
      const observer = new MutationObserver((records) => {
        for (const { type, target, attributeName, oldValue } of records) {
          const isSame = attributeName !== null && (target as Element).getAttribute(attributeName) === oldValue;
          if (!isSame) window.changes.push(`${type} ${target.nodeName} ${attributeName ?? ''}`);
        }
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributeOldValue: true });
    });
    await task.show(structuredClone(view));
    const changes = await task.page.evaluate(() => window.changes);
    assert.deepEqual(changes, []);
    await task.show({ ...view, reason: 'another' });
    assert.deepEqual(await task.page.evaluate(() => window.changes), ['childList DIV ']);
  });

  it('keeps the rows that stay, and a selection within them', async () => {
    await task.show(aView({ entries: someActions(3) }));
    await task.page.evaluate(() => {
      const row = document.querySelector('#actions > li:nth-child(2) .text');
      if (row) getSelection()?.selectAllChildren(row);
      Object.assign(window, { row });
    });
    const entries = someActions(6);
    await task.show(aView({ entries }));
    assert.equal(await task.page.locator('#actions > li').count(), 6);
    await task.show(aView({ firstEntry: 1, entries: entries.slice(1) }));
    const [selected, isSame] = await task.page.evaluate(() => [
      String(getSelection()),
      document.querySelector('#actions > li:first-child .text') === (window as unknown as { row: unknown }).row,
    ]);
    assert.equal(selected, 'Step 2');
    assert.equal(isSame, true);
    assert.deepEqual(await task.page.locator('#actions .text').allInnerTexts(), [
      'Step 2',
      'Step 3',
      'Step 4',
      'Step 5',
      'Step 6',
    ]);
  });

  it('shows an action twice that came twice', async () => {
    const twice = { type: 'action', at: START, text: 'Waiting' } as const;
    await task.show(aView({ entries: [twice, twice] }));
    assert.equal(await task.page.locator('#actions > li').count(), 2);
  });

  it('follows the newest action until the reader scrolls up, and again on demand', async () => {
    await task.show(aView({ entries: someActions(60) }));
    assert.equal(await isAtEnd(), true);
    await task.show(aView({ entries: someActions(80) }));
    assert.equal(await isAtEnd(), true);
    assert.equal(await jump().isVisible(), false);
    await scrollUp();
    const before = await scroll();
    await task.show(aView({ entries: someActions(100) }));
    assert.equal((await scroll()).top, before.top);
    await jump().click();
    assert.equal(await isAtEnd(), true);
    assert.equal(await jump().isVisible(), false);
    await task.show(aView({ entries: someActions(120) }));
    assert.equal(await isAtEnd(), true);
  });

  it('stays at the newest action when the window becomes smaller', async () => {
    await task.show(aView({ entries: someActions(60) }));
    await task.page.setViewportSize({ width: 400, height: 300 });
    await task.page.waitForFunction(() => scrollY >= document.documentElement.scrollHeight - innerHeight - 1);
    assert.equal(await jump().isVisible(), false);
  });

  it('turns to the result when the task is settled, unless the reader is elsewhere', async () => {
    const product = { format: 'markdown', text: 'Found it.' } as const;
    const finished = aView({ state: 'finished', entries: someActions(60), product });
    await task.show(aView({ entries: someActions(60) }));
    await task.show(finished);
    assert.equal((await scroll()).top, 0);
    assert.equal(await jump().isVisible(), false);

    task = await bench.task();
    await task.show(aView({ entries: someActions(60) }));
    await scrollUp();
    await task.show(finished);
    assert.ok((await scroll()).top > 0);
    await task.page.getByRole('button', { name: 'Jump to result' }).click();
    assert.equal((await scroll()).top, 0);
    assert.equal(await jump().isVisible(), false);
  });

  it('remembers the task and the reader’s place for its next life', async () => {
    await task.show(aView({ entries: someActions(60) }));
    assert.deepEqual(await task.saved(), { id: 'task-1', place: 'latest' });
    await scrollUp();
    const { top } = await scroll();
    const state = await task.saved();
    assert.deepEqual(state, { id: 'task-1', place: top });

    task = await bench.task({ state });
    await task.show(aView({ entries: someActions(90) }));
    assert.equal((await scroll()).top, top);
    assert.equal(await jump().isVisible(), true);

    task = await bench.task({ state });
    await task.show(aView({ id: 'task-2', entries: someActions(90) }));
    assert.equal(await isAtEnd(), true);
    assert.deepEqual(await task.saved(), { id: 'task-2', place: 'latest' });
  });

  it('makes nothing of a state that is not its own', async () => {
    for (const state of [null, { id: 3 }, { id: 'task-1', place: -4 }]) {
      task = await bench.task({ state });
      await task.show(aView({ entries: someActions(60) }));
      assert.equal(await isAtEnd(), true);
      assert.deepEqual(await task.saved(), { id: 'task-1', place: 'latest' });
    }
  });
});

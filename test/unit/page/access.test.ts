import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { TaskView } from '../../../src/protocol/page';
import { PageBench, type OpenPage } from './harness';
import { themes, type ThemeName } from './themes';
import { aView, someActions, START } from './views';

const markdown = [
  '# Weather\n\nIt is **18 °C**, see [the forecast](https://weather.test) and `code`.\n\n> Quoted\n\n---',
  '| Day | High |\n|---|--:|\n| Sunday | 18 |\n\n```\nlong code\n```\n\n1. one\n2. two',
].join('\n\n');

const views: readonly TaskView[] = [
  aView({ entries: someActions(40), problem: 'The service did not answer.', text: 'Long task. '.repeat(200) }),
  aView({ state: 'submitting' }),
  aView({ state: 'finished', entries: someActions(3), product: { format: 'markdown', text: markdown } }),
  aView({ state: 'finished', product: { format: 'json', text: '{"a":1}' } }),
  aView({ state: 'failed', entries: someActions(2), reason: 'There is no such button.' }),
  aView({
    firstEntry: 7,
    entries: [
      ...someActions(2),
      { type: 'gap', at: START + 9_000, until: START + 999_000, why: 'the machine was asleep' },
    ],
    stall: { text: 'Nothing new', since: START },
    terminateProblem: 'AgentBay cannot be reached.',
    canLookAtSession: true,
  }),
  aView({ state: 'unconfirmed', advice: 'It was sent.', reason: 'Timed out.', canLookAtSession: true }),
  aView({ state: 'unsupported', reason: 'It does not understand "paint".' }),
];

describe('the task page, for everybody', () => {
  let bench: PageBench;
  let task: OpenPage;
  let axe: string;
  before(async () => {
    bench = await PageBench.open();
    axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  });
  after(() => bench.close());
  beforeEach(async () => {
    task = await bench.task();
  });

  const focused = (): Promise<string | undefined> =>
    task.page.evaluate(() => document.activeElement?.getAttribute('id') ?? document.activeElement?.tagName);

  const violations = (): Promise<string[]> =>
    task.page.evaluate<string[]>(
      `axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
    );

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`has nothing for axe to find in ${theme}`, async () => {
      task = await bench.task({ theme });
      await task.page.evaluate(axe);
      for (const view of views) {
        await task.show(view);
        assert.deepEqual(await violations(), [], view.state);
      }
      await task.send({ type: 'missing', message: 'This task is no longer in the list.' });
      assert.deepEqual(await violations(), [], 'missing');
    }).timeout(30_000);
  }

  it('tells the extension what each button was pressed for', async () => {
    await task.show(aView());
    await task.page.locator('#terminate').click();
    await task.show(aView({ state: 'finished', product: { format: 'markdown', text: 'Done' } }));
    for (const id of ['run-again', 'open-result', 'copy-result']) await task.page.locator(`#${id}`).click();
    const types = ['ready', 'terminateTask', 'runAgain', 'openResult', 'copyResult'];
    assert.deepEqual(
      await task.posted(),
      types.map((type) => ({ type })),
    );
  });

  it('can be worked by keyboard alone, in the order it is read, with the focus in sight', async () => {
    const product = { format: 'markdown', text: '[a link](https://a.test)\n\n    code' } as const;
    await task.show(aView({ state: 'finished', entries: someActions(2), product }));
    for (const id of ['run-again', 'open-result', 'copy-result', 'A', 'PRE']) {
      await task.page.keyboard.press('Tab');
      assert.equal(await focused(), id);
      const outline = await task.page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
      );
      assert.equal(outline, 'solid', id);
    }
    await task.page.locator('#run-again').focus();
    await task.page.keyboard.press('Enter');
    await task.page.keyboard.press('Space');
    assert.deepEqual((await task.posted()).slice(1), [{ type: 'runAgain' }, { type: 'runAgain' }]);
  });

  it('keeps the keyboard’s place when the button that had it goes away', async () => {
    await task.show(aView());
    await task.page.locator('#terminate').focus();
    await task.show(aView({ state: 'terminating' }));
    assert.equal(await focused(), 'MAIN');
  });

  it('announces changes of state at once, and actions no faster than they can be spoken', async () => {
    task = await bench.task({ now: START + 20_000 });
    const status = task.page.getByRole('status');
    await task.show(aView({ state: 'submitting' }));
    assert.equal(await status.textContent(), '');
    await task.show(aView());
    assert.equal(await status.textContent(), 'Running');
    for (const count of [1, 2, 3]) await task.show(aView({ entries: someActions(count) }));
    assert.equal(await status.textContent(), 'Step 1');
    await task.page.clock.runFor(5000);
    assert.equal(await status.textContent(), 'Step 3');
    await task.show(aView({ entries: someActions(4) }));
    await task.show(aView({ state: 'finished', entries: someActions(4) }));
    assert.equal(await status.textContent(), 'Finished');
    await task.page.clock.runFor(20_000);
    assert.equal(await status.textContent(), 'Finished');
  });

  it('stands still for those who asked for less motion', async () => {
    const animation = (): Promise<string> =>
      task.page.locator('.state .codicon').evaluate((icon) => getComputedStyle(icon).animationName);
    await task.show(aView());
    assert.equal(await animation(), 'codicon-spin');
    await task.page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
    assert.equal(await animation(), 'none');
    task = await bench.task({ reducedMotion: 'reduce' });
    await task.show(aView());
    assert.equal(await animation(), 'none');
  });

  it('draws the edges of its buttons in high contrast', async () => {
    task = await bench.task({ theme: 'High Contrast' });
    await task.show(aView());
    const edge = await task.page.locator('#terminate').evaluate((button) => getComputedStyle(button).borderTopColor);
    assert.equal(edge, 'rgb(111, 195, 223)');
  });
});

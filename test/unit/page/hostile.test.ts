import assert from 'node:assert/strict';
import { bundle, PageBench, type OpenPage } from './harness';
import { aView } from './views';

/** What an agent may bring home from a page that wants to be more than a text. */
const hostile = `
<script>window.pwned = 1</script>
<img src="https://evil.test/pixel.png" onerror="window.pwned = 1">
<svg onload="window.pwned = 1"><script>window.pwned = 1</script></svg>
<iframe srcdoc="<script>parent.pwned = 1</script>" src="https://evil.test/frame"></iframe>
<object data="https://evil.test/object"></object><embed src="https://evil.test/embed">
<form action="https://evil.test/form" id="root" name="forms"><input name="attributes" autofocus><button>Go</button></form>
<style>main { display: none }</style><link rel="stylesheet" href="https://evil.test/style.css">
<base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test/">
<a id="result" name="body" class="primary" style="position:fixed;inset:0" href="javascript:window.pwned=1" data-vscode-context="{}" onclick="window.pwned=1" tabindex="1">raw</a>
<a href="command:workbench.action.quit">raw command</a> <a href="https://ok.test/" target="_top" ping="https://evil.test/ping">raw link</a>
<video src="https://evil.test/video" autoplay></video><math><mtext><img src=x onerror=window.pwned=1></mtext></math>
<p align="center" style="background:url(https://evil.test/bg)">raw paragraph</p><img src="data:image/svg+xml,<svg onload='window.pwned=1'/>">
`;

const hostileMarkdown = `${hostile}
[script](javascript:window.pwned=1) [mixed](JaVaScRiPt:window.pwned=1) [entity](javascript&colon;window.pwned=1)
[page](data:text/html,<script>window.pwned=1</script>) [command](command:workbench.action.quit) [editor](vscode://evil/x)
[file](file:///etc/passwd) [relative](../../x) [fragment](#root) <javascript:window.pwned=1> [reference][r]
[title](https://ok.test/ '" onmouseover="window.pwned=1')

![remote](https://evil.test/pixel.png "x") ![ ](http://evil.test/blank.png) ![svg](data:image/svg+xml;base64,PHN2Zy8+)
![quote"><script>window.pwned=1</script>](https://evil.test/"onerror=window.pwned=1) ![script](javascript:window.pwned=1)

| a | b |
|--:|---|
| <script>window.pwned=1</script> | [x](javascript:window.pwned=1) |

# Heading that is not the page's

[r]: javascript:window.pwned=1
`;

/** Everything in `holder` that is not plain formatting, as text. */
const findLive = (holder: Element): string[] => {
  const tags = 'P BR HR H3 H4 H5 H6 UL OL LI BLOCKQUOTE PRE CODE EM STRONG S A IMG DIV TABLE THEAD TBODY TR TH TD';
  const attributes = /^(href|src|alt|align|start|title|rel)$/;
  const ours = /^(class=table|role=group|aria-label=Table|tabindex=0)$/;
  const live: string[] = [];
  for (const element of holder.querySelectorAll('*')) {
    if (!tags.split(' ').includes(element.tagName)) live.push(element.outerHTML);
    for (const { name, value } of element.attributes) {
      const isSafe = attributes.test(name) || ours.test(`${name}=${value}`);
      if (!isSafe) live.push(`${name}=${value}`);
      if (name === 'href' && !/^(https?|mailto):/.test(value)) live.push(value);
      if (name === 'src' && !/^data:image\/(png|jpeg|gif|webp);base64,/.test(value)) live.push(value);
    }
  }
  return live;
};

describe('a result is untrusted', () => {
  let bench: PageBench;
  let task: OpenPage;
  before(async () => {
    bench = await PageBench.open();
  });
  after(() => bench.close());
  beforeEach(async () => {
    task = await bench.task();
  });
  afterEach(() => assert.deepEqual(task.strangers, []));

  const showResult = (text: string): Promise<void> =>
    task.show(aView({ state: 'finished', product: { format: 'markdown', text } }));

  const isPwned = (): Promise<boolean> => task.page.evaluate(() => 'pwned' in window);

  it('and leaves nothing live, whatever it holds', async () => {
    await showResult(hostileMarkdown);
    assert.deepEqual(await task.page.locator('#result').evaluate(findLive), []);
    assert.equal(await isPwned(), false);
    assert.deepEqual(task.complaints, []); // The page's policy had nothing to refuse.
    const counts = await task.page.evaluate(() =>
      ['#root', '#result', 'main', 'h1', 'form', 'style', 'script:not([nonce])'].map(
        (selector) => document.querySelectorAll(selector).length,
      ),
    );
    assert.deepEqual(counts, [1, 1, 1, 1, 0, 0, 0]);
    assert.equal(await task.page.locator('main').isVisible(), true);
    assert.ok((await task.page.locator('#result').innerText()).includes('<script>window.pwned = 1</script>'));
  });

  it('and its links are only those to http, https and mailto, saying where they lead', async () => {
    await showResult('[a](http://a.test/x) https://b.test [c](mailto:c@d.test "Trust me") [d](command:x) [e](/e)');
    const links = task.page.locator('#result a');
    const expected = ['http://a.test/x', 'https://b.test', 'mailto:c@d.test'];
    assert.deepEqual(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))), expected);
    assert.deepEqual(await links.evaluateAll((all) => all.map((link) => link.getAttribute('title'))), expected);
  });

  it('and remote images are links, images within the text are shown', async () => {
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await showResult(`![A pixel](data:image/png;base64,${pixel})\n\n![The chart](https://evil.test/chart.png)`);
    const image = task.page.locator('#result img');
    assert.deepEqual(await image.evaluateAll((all) => all.map((img) => img.getAttribute('alt'))), ['A pixel']);
    const isDrawn = (img: Element): boolean => img instanceof HTMLImageElement && img.naturalWidth === 1;
    assert.equal(await image.evaluate(async (img: HTMLImageElement) => img.decode().then(() => true)), true);
    assert.equal(await image.evaluate(isDrawn), true);
    assert.equal(
      await task.page.getByRole('link', { name: 'The chart' }).getAttribute('href'),
      'https://evil.test/chart.png',
    );
  });

  it('and shows a table of thousands of cells, scrolling within its own frame', async () => {
    const wide = (cell: string): string => `|${`${cell}|`.repeat(40)}\n`;
    await showResult(wide('heading') + wide('---') + wide('value').repeat(150));
    assert.equal(await task.page.locator('#result td').count(), 40 * 150);
    const [inner, outer] = await task.page.evaluate(() => [document.body.scrollWidth, innerWidth]);
    assert.equal(inner, outer);
  });

  it('and a text too long to format is shown plain, and says so', async () => {
    await showResult('**word** '.repeat(100_000));
    assert.equal(await task.page.locator('#result strong').count(), 0);
    assert.ok((await task.page.locator('#result').innerText()).startsWith('Too long to format here'));
  });

  it('and its headings stand below those of the page', async () => {
    await showResult('## Second\n\n### Third\n\ntext');
    assert.equal(await task.page.locator('#result :is(h1, h2, h3, h4, h5, h6)').count(), 2);
    assert.equal(await task.page.locator('#result h3').innerText(), 'Second');
    assert.equal(await task.page.locator('#result h4').innerText(), 'Third');
  });

  it('and the second wall holds without the first: raw HTML comes out harmless as well', async () => {
    const files = await bundle('src/page/sanitize.ts', 'sanitizing');
    const script = Buffer.from(files.get('/dist/page/task.js') ?? '').toString();
    await task.page.evaluate(`${script}; window.sanitize = sanitizing.createSanitizer();`);
    const holder = await task.page.evaluateHandle((html) => {
      const made = document.createElement('section');
      const { sanitize } = window as unknown as { sanitize: (html: string) => DocumentFragment };
      made.append(sanitize(html));
      document.body.append(made);
      return made;
    }, hostile);
    assert.deepEqual(await holder.evaluate(findLive), []);
    assert.equal(await isPwned(), false);
    assert.ok((await holder.innerText()).includes('raw paragraph'));
    assert.deepEqual(
      await holder.evaluate((made) => [...made.querySelectorAll('a[href]')].map((link) => link.getAttribute('href'))),
      ['https://ok.test/'],
    );
  });
});

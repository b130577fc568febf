import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { TestLocal } from '../support';

const page = (title: string, script: string): string =>
  `<!doctype html><title>${title}</title><h1>A heading</h1><p>words</p><script>${script}</script>`;

/** Pages that replace what reads them, and that push themselves forward. */
const pages: Readonly<Record<string, string>> = {
  '/endless': page(
    'Endless',
    `String.prototype.slice = function () { return String(this); };
     document.querySelector('p').textContent = 'z '.repeat(1e6); document.title = 'T'.repeat(1e6);`,
  ),
  '/forged': page(
    'Forged',
    `const push = Array.prototype.push;
     Array.prototype.push = function (one) { return push.call(this, one && one.level ? { level: 4e8, text: { no: 'text' } } : one); };`,
  ),
  '/windows': page('Asked for', `setInterval(() => window.open('/unasked'), 50);`),
  '/unasked': page('Unasked', ''),
};

describe('AgentBay Local, pages that cheat', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let server: Server;
  let origin = '';
  let session = '';
  before(async () => {
    server = createServer(({ url = '/' }, response) => {
      response.setHeader('content-type', 'text/html').end(pages[url] ?? '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
    await local.start();
    session = await local.createSession();
  });
  after(async () => {
    await local.stop();
    server.closeAllConnections();
    server.close();
  });

  it('keeps a result short, whatever the page says', async () => {
    const { status, product } = await local.run(session, `go to ${origin}/endless, read the title and the text`);
    assert.equal(status, 'finished');
    assert.ok(String(product).length < 30_000, `${String(product).length} characters`);
  });

  it('takes nothing for a text that is none', async () => {
    const { status, error } = await local.run(session, `go to ${origin}/forged and read the headings`);
    assert.equal(status, 'finished', error);
  });

  it('works in the page it was sent to, not in windows nobody asked for', async () => {
    const { product } = await local.run(session, `go to ${origin}/windows, wait 0.5 seconds, read the title`);
    assert.match(String(product), /### Title\n\nAsked for/u);
  });
});

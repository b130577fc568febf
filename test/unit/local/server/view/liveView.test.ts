import assert from 'node:assert/strict';
import { request } from 'node:http';
import { once } from 'node:events';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from '../../../../../src/local/browser/find';
import { startSite, type Site } from '../../../../support/site/site';
import { TestLocal } from '../../support';

describe('AgentBay Local, the live view', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let site: Site;
  let visitor: Browser;
  before(async () => {
    site = await startSite();
    await local.start([], { textMs: 20_000 });
    visitor = await chromium.launch({
      executablePath: findBrowser(process.env['CHROME_PATH']),
      chromiumSandbox: process.getuid?.() !== 0,
    });
  });
  after(async () => {
    await visitor.close();
    await local.stop();
    await site.close();
  });

  const addressOf = async (SessionId: string): Promise<string> =>
    String((await local.call('GetMcpResource', { SessionId })).Data['ResourceUrl']);

  /** Opens the view as a person would. What the browser complains of, such as what the policy forbids, is a failure. */
  async function look(address: string): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
    const page = await visitor.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(address);
    return { page, complaints };
  }

  const words = (page: Page, expected: RegExp): Promise<void> =>
    page.getByRole('status').filter({ hasText: expected }).waitFor();

  it('says that nothing is open, shows what is when it is, and ends with the session', async () => {
    const session = await local.createSession({ ImageId: 'browser_latest' });
    const { page, complaints } = await look(await addressOf(session));
    await words(page, /^No task is running\. No browser is open in this session\.$/u);
    const picture = page.getByRole('img', { name: "What the session's browser shows" });
    assert.equal(await picture.isVisible(), false);
    assert.match(await page.locator('main').innerText(), /Image browser_latest\..* takes no control/su);

    const task = await local.execute(session, `open ${site.origin}/shop and wait 20 seconds`, 'browser');
    await words(page, /^A task is running: .*[Ww]ait/u);
    await picture.waitFor({ state: 'visible' });
    const size = await picture.evaluate(async (image) => {
      if (!(image instanceof HTMLImageElement)) return 0;
      await image.decode();
      return image.naturalWidth;
    });
    assert.equal(size, 1280);

    // The view has an address of its own and can be loaded again.
    await page.reload();
    await picture.waitFor({ state: 'visible' });
    await local.tool(session, 'browser_use_terminate_task', { task_id: task });
    await words(page, /^No task is running$/u);
    await local.call('PauseSessionAsync', { SessionId: session });
    await words(page, /^The session is PAUSED\.$/u);
    await local.call('ResumeSessionAsync', { SessionId: session });
    await words(page, /^No task is running\. No browser/u);
    await local.call('ReleaseMcpSession', { SessionId: session });
    await words(page, /^The session is gone\.$/u);
    assert.equal(await picture.isVisible(), false);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('asks about once a second, and for nothing while nobody can see it', async () => {
    const session = await local.createSession();
    const page = await visitor.newPage();
    await page.clock.install();
    await page.goto(await addressOf(session));
    await words(page, /^No task/u);
    const isAsked = (): Promise<unknown> => page.waitForRequest(/\/state$/u);
    await Promise.all([isAsked(), page.clock.runFor(1_000)]);
    let asked = 0;
    page.on('request', () => asked++);
    await page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })");
    await page.clock.runFor(60_000);
    assert.equal(asked, 0);
    await Promise.all([
      isAsked(),
      page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"),
    ]);
    await page.close();
  });

  it('has a fresh address each time, of which each opens one view', async () => {
    const session = await local.createSession();
    const first = await addressOf(session);
    assert.notEqual(await addressOf(session), first);
    assert.equal((await fetch(first)).status, 200);
    const again = await fetch(first);
    assert.equal(again.status, 404);
    assert.match(await again.text(), /worn out/u);
  });

  it('comes with every answer that tells how to get in', async () => {
    const created = await local.call('CreateMcpSession');
    const SessionId = String(created.Data['SessionId']);
    const found = await local.call('GetSession', { SessionId });
    const addresses = [created, found].map(({ Data }) => String(Data['ResourceUrl']));
    assert.notEqual(addresses[0], addresses[1]);
    for (const address of addresses) assert.equal((await fetch(address)).status, 200);
  });

  it('is a page that runs nothing but its own script and leads nowhere', async () => {
    const response = await fetch(await addressOf(await local.createSession()));
    const policy = response.headers.get('content-security-policy') ?? '';
    const text = await response.text();
    const nonce = /script-src 'nonce-([\w+/=]+)'/u.exec(policy)?.[1] ?? '';
    assert.ok(text.includes(`<script nonce="${nonce}">`));
    for (const rule of ["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "form-action 'none'"]) {
      assert.ok(policy.includes(rule), rule);
    }
    assert.doesNotMatch(policy, /unsafe|https?:|\*/u);
    assert.doesNotMatch(text.replace(/<script.*/su, ''), /\son\w+=|https?:\/\/|href="(?!data:,")|src=/u);
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(text.includes(local.local.apiKey), false);
  });

  /** A question about a view with whatever headers; `fetch` would correct them. */
  async function ask(address: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number> {
    const outgoing = request(address, { method, headers });
    outgoing.end();
    const [response] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  }

  it('lets no other site ask, and nobody who has no word for it', async () => {
    const view = (await fetch(await addressOf(await local.createSession()))).url;
    const state = `${view}state`;
    assert.equal(await ask(state, { 'sec-fetch-site': 'same-origin' }), 200);
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: local.local.endpoint },
      { host: 'evil.example' },
    ]) {
      assert.equal(await ask(state, headers as Record<string, string>), 403, JSON.stringify(headers));
    }
    assert.equal(await ask(state, {}, 'POST'), 404);
    const { origin } = new URL(view);
    for (const path of [
      '/watch/',
      '/watch/x/',
      '/watch/x/state',
      '/view/',
      '/view/x',
      '/picture/x',
      '/watch/__proto__/',
    ]) {
      assert.equal(await ask(origin + path, {}), 404, path);
    }
  });

  it('puts nothing a client said into the page as markup', async () => {
    const session = await local.createSession({ Labels: '{"x":"<img src=x>"}' });
    const { page } = await look(await addressOf(session));
    await local.execute(
      session,
      `open ${site.origin} and wait for the text "<b>bold</b><script>document.title='got in'</script>"`,
    );
    await words(page, /A task is running: .*<b>bold<\/b>/u);
    assert.equal(await page.locator('b').count(), 0);
    assert.doesNotMatch(await page.title(), /got in/u);
    await page.close();
  });
});

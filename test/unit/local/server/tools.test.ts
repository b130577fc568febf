import assert from 'node:assert/strict';
import os from 'node:os';
import { trafficIn } from '../../../../src/local/server/tools/metricsTool';
import { startSite, type Site } from '../../../support/site/site';
import { TestLocal } from '../support';

describe('AgentBay Local, metrics', () => {
  const local = new TestLocal();
  before(() => local.start());
  after(() => local.stop());

  it('are those of this machine', async () => {
    const { isError, text } = await local.tool(await local.createSession(), 'get_metrics', {});
    assert.equal(isError, false);
    const found = JSON.parse(text) as Readonly<Record<string, number>>;
    assert.equal(found['cpu_count'], os.cpus().length);
    assert.equal(found['mem_total'], os.totalmem());
    const within = (name: string, most: number): void =>
      assert.ok(found[name]! >= 0 && found[name]! <= most, `${name}: ${found[name]}`);
    within('cpu_used_pct', 100);
    within('mem_used', os.totalmem());
    assert.ok(found['disk_total']! > 0);
    within('disk_used', found['disk_total']!);
    assert.ok(Math.abs(Date.parse(String(found['timestamp'])) - Date.now()) < 60_000);
    if (process.platform === 'linux') within('rx_used_kbyte', Number.MAX_SAFE_INTEGER);
  });

  it('count what left the machine', () => {
    const table = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 9000000   1000    0    0    0     0          0         0  9000000    1000    0    0    0     0       0          0
  eth0: 2048      20    0    0    0     0          0         0     1024      10    0    0    0     0       0          0
wlan0:1000 1 0 0 0 0 0 0 500 1 0 0 0 0 0 0
`;
    assert.deepEqual(trafficIn(table), { received: 3048, sent: 1524 });
    assert.deepEqual(trafficIn(''), { received: 0, sent: 0 });
  });
});

describe('AgentBay Local, screenshots', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let site: Site;
  let session: string;
  before(async () => {
    site = await startSite();
    await local.start();
    session = await local.createSession({ ImageId: 'browser_latest' });
  });
  after(async () => {
    await local.stop();
    await site.close();
  });

  /** Width and height, as a PNG itself says. */
  const sizeOf = (png: Buffer): readonly number[] => [png.readUInt32BE(16), png.readUInt32BE(20)];

  it('are refused while there is nothing to see', async () => {
    for (const name of ['screenshot', 'system_screenshot']) {
      const { isError, text } = await local.tool(session, name, {});
      assert.deepEqual([isError, text.includes('No browser is open')], [true, true]);
    }
  });

  it('show the page, in the size the client chose for the browser', async () => {
    const BrowserOption = JSON.stringify({
      viewport: { width: 800, height: 600 },
      userAgent: 'Looker/1.0',
      defaultNavigateUrl: `${site.origin}/shop`,
      useStealth: false,
      fingerprint: null,
    });
    assert.equal((await local.call('InitBrowser', { SessionId: session, BrowserOption })).Success, true);
    assert.equal(site.hits().get('/shop'), 1);
    const { isError, text } = await local.tool(session, 'screenshot', { format: 'png' });
    assert.equal(isError, false, text);
    const { type, mime_type, width, height, data } = JSON.parse(text) as Readonly<Record<string, string | number>>;
    assert.deepEqual([type, mime_type, width, height], ['image', 'image/png', 800, 600]);
    const png = Buffer.from(String(data), 'base64');
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual(sizeOf(png), [800, 600]);
    assert.ok(png.length > 5_000, 'a blank page would be smaller');
    assert.deepEqual(local.warnings, []);
  });

  it('come as JPEG when asked for, and in no other format', async () => {
    const { text } = await local.tool(session, 'screenshot', { format: 'jpeg' });
    const { mime_type, data } = JSON.parse(text) as Readonly<Record<string, string>>;
    assert.equal(mime_type, 'image/jpeg');
    assert.match(data ?? '', /^\/9j\//u);
    assert.equal((await local.tool(session, 'screenshot', { format: 'gif' })).isError, true);
  });

  it('come as an address, which is gone with the session', async () => {
    const other = await local.createSession();
    await local.call('InitBrowser', { SessionId: other });
    const { text: address } = await local.tool(other, 'system_screenshot', {});
    assert.ok(address.startsWith(`${local.local.endpoint}/picture/`));
    const response = await fetch(address);
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'image/png']);
    assert.deepEqual(sizeOf(Buffer.from(await response.arrayBuffer())), [1280, 800]);
    assert.equal((await fetch(address.slice(0, -1))).status, 404);
    await local.call('ReleaseMcpSession', { SessionId: other });
    assert.equal((await fetch(address)).status, 404);
  });

  it('say so when the page does not draw', async () => {
    await local.execute(session, `open ${site.origin}/hanging and click "Hang"`, 'browser');
    for (;;) {
      // Until the click has come through, the page draws.
      const { isError, text } = await local.tool(session, 'screenshot', {});
      if (!isError) continue;
      assert.equal(text, 'The page does not draw itself, so no picture of it could be taken.');
      return;
    }
  });
});

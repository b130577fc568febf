import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentBay, type SessionResult } from '../../../../src/core/api';
import { startSite, type Site } from '../../../support/site/site';
import { TestLocal } from '../support';

describe('AgentBay Local, to our own client', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let site: Site;
  let client: AgentBay;
  before(async () => {
    site = await startSite();
    await local.start();
    client = new AgentBay({ endpoint: local.local.endpoint, apiKey: local.local.apiKey, pollIntervalMs: 200 });
  });
  after(async () => {
    client.dispose();
    await local.stop();
    await site.close();
  });

  type Created = NonNullable<SessionResult['session']>;
  async function create(params: Parameters<AgentBay['create']>[0] = {}): Promise<Created> {
    const { session, errorMessage } = await client.create(params);
    assert.ok(session, errorMessage);
    return session;
  }

  it('tells figures, shows pictures and gives a live view', async () => {
    const session = await create({ imageId: 'browser_latest' });
    const { metrics } = await session.getMetrics();
    assert.ok((metrics?.memoryTotalBytes ?? 0) > (metrics?.memoryUsedBytes ?? Number.NaN));
    const blind = await session.takeScreenshot();
    assert.match(blind.errorMessage, /No browser is open in this session/u);
    const done = await session.agent.browser.executeTaskAndWait(`open ${site.origin}/shop`, 100);
    assert.equal(done.success, true, done.errorMessage);
    const { screenshot } = await session.takeScreenshot({ format: 'jpeg' });
    assert.deepEqual([screenshot?.mimeType, screenshot?.width, screenshot?.height], ['image/jpeg', 1280, 800]);
    assert.ok((screenshot?.data?.length ?? 0) > 5_000);
    const { url } = await session.getLiveView();
    const page = await fetch(url?.reveal() ?? '');
    assert.match(await page.text(), new RegExp(`Session ${session.sessionId}`, 'u'));
  });

  it('pauses and resumes, and deletes only what is not paused', async () => {
    const session = await create();
    assert.equal((await session.pause()).success, true);
    assert.equal((await session.getDetails()).details?.status, 'paused');
    const refused = await session.delete();
    assert.equal(refused.success, false);
    assert.match(refused.errorMessage, /resume/iu);
    assert.equal((await session.agent.computer.executeTask('open the browser')).success, false);
    assert.equal((await session.resume()).success, true);
    assert.equal((await session.keepAlive()).success, true);
    assert.equal((await session.delete()).success, true);
    assert.equal((await session.getDetails()).error?.kind, 'notFound');
  });

  it('releases an idle session for good, and says why', async () => {
    const session = await create({ idleTimeoutSeconds: 1, imageId: 'windows_latest' });
    for (;;) {
      const { details } = await session.getDetails();
      assert.ok(details);
      if (details.status !== 'ended') {
        await sleep(50);
        continue;
      }
      assert.deepEqual([details.rawStatus, details.imageId], ['FINISH', 'windows_latest']);
      assert.match(details.endReason, /nobody used the session/u);
      break;
    }
    const { error } = await session.agent.computer.executeTask('open the browser');
    assert.deepEqual([error?.kind, error?.detail.subject], ['notFound', 'session']);
  });

  it('lists its sessions page by page, by label', async () => {
    const labels = { project: 'listed' };
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.push((await create({ labels })).sessionId);
    const found: string[] = [];
    for await (const { sessionId } of client.list({ labels, pageSize: 2 })) found.push(sessionId);
    assert.deepEqual(found, ids);
    await client.session(ids[0]!).setLabels({});
    assert.deepEqual((await client.session(ids[0]!).getLabels()).labels, {});
    const page = await client.listPage({ labels });
    assert.deepEqual(
      page.sessions.map(({ sessionId }) => sessionId),
      ids.slice(1),
    );
  });

  it('has no links, and says why', async () => {
    const session = await create();
    assert.match((await session.getLink({ protocol: 'https', port: 30_100 })).errorMessage, /no links to ports/u);
    assert.match((await session.getCdpLink()).errorMessage, /through a pipe/u);
    assert.match((await session.getAdbLink('key')).errorMessage, /no phone/u);
  });
});

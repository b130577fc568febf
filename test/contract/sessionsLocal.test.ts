import assert from 'node:assert/strict';
import { AgentBay, type Session } from '../../src/core/api';
import type { Options } from '../../src/local/options';
import { MemoryLog } from '../support/log';
import { type LocalService, startLocalService } from './support/localService';

/** What sessions of AgentBay Local, and so the whole way there and back, come to at the client. */
describe('a session of AgentBay Local', () => {
  let service: LocalService;
  let bay: AgentBay;
  let session: Session;
  let log: MemoryLog;

  async function connect(options: Partial<Options> = {}): Promise<void> {
    service = await startLocalService(options);
    log = new MemoryLog();
    bay = new AgentBay({ apiKey: service.apiKey, endpoint: service.endpoint, log });
    const created = await bay.create({ agent: 'browser', labels: { project: 'demo' }, idleTimeoutSeconds: 120 });
    assert.ok(created.session, created.errorMessage);
    session = created.session;
    service.forget();
  }

  afterEach(async () => {
    bay.dispose();
    await service.close();
  });

  /** The paths asked, without what names the session in them. */
  const paths = (): readonly string[] => service.seen.map(({ path }) => path.replace(/^\/link\/[^/]+/, '/link/…'));

  it('is found, described, labelled, kept alive and shown', async () => {
    await connect();
    const { sessionId } = session;
    const { details } = await session.getDetails();
    assert.deepEqual([details?.status, details?.imageId], ['running', 'linux_latest']);
    assert.deepEqual((await session.getLabels()).labels, { project: 'demo' });
    assert.ok((await session.setLabels({ project: 'other' })).success);
    const found: string[] = [];
    for await (const one of bay.list({ labels: { project: 'other' }, status: 'running', pageSize: 1 })) {
      found.push(one.sessionId);
    }
    assert.deepEqual(found, [sessionId]);
    assert.deepEqual((await bay.listPage({ labels: { project: 'demo' } })).sessions, []);
    assert.ok((await session.keepAlive()).success);
    const view = (await session.getLiveView()).url?.reveal() ?? '';
    assert.equal((await fetch(view)).status, 200);
    assert.notEqual((await session.getLiveView()).url?.reveal(), view);
  });

  it('has its tools called directly, with a token and without the key', async () => {
    await connect();
    const { metrics, errorMessage } = await session.getMetrics();
    assert.ok((metrics?.cpuCount ?? 0) >= 1 && (metrics?.memoryTotalBytes ?? 0) > 0, errorMessage);
    assert.deepEqual(paths(), ['/link/…/callTool']);
    assert.ok(!JSON.stringify(service.seen).includes(service.apiKey));
    const { tools } = await session.listTools();
    assert.ok(tools.some(({ name, server }) => name === 'get_metrics' && server !== ''));
  });

  it('has its tools called through the gateway when the direct route fails', async () => {
    await connect({ faults: [{ when: { path: '/link' }, do: { kind: 'resetAfterReading' } }] });
    assert.ok((await session.getMetrics()).success);
    assert.ok((await session.getMetrics()).success);
    assert.deepEqual(paths(), ['/link/…/callTool', '/', '/']);
  });

  it('is not given a task a second time when the direct route loses the answer', async () => {
    await connect({
      script: [{ end: 'never' }],
      faults: [{ when: { path: '/link' }, do: { kind: 'resetAfterReading', acted: true } }],
    });
    const { success, taskStatus, error } = await session.agent.browser.executeTask('Open example.com');
    assert.deepEqual([success, taskStatus, error?.kind], [false, 'unknown', 'network']);
    assert.deepEqual(paths(), ['/link/…/callTool']);
  });

  it('rests, wakes and ends', async () => {
    await connect();
    assert.ok((await session.pause()).success);
    assert.equal((await bay.get(session.sessionId)).status, 'paused');
    assert.match((await session.delete()).errorMessage, /resume it first/);
    assert.ok((await session.resume()).success);
    assert.ok((await session.delete()).success);
    assert.equal((await bay.get(session.sessionId)).error?.kind, 'notFound');
    assert.deepEqual((await bay.listPage()).sessions, []);
    assert.ok((await session.delete()).success, 'a session that is gone is deleted');
  });

  it('leaves no token, key or address in the log', async () => {
    await connect({ faults: [{ when: { path: '/link' }, do: { kind: 'status', status: 502 } }] });
    await bay.get(session.sessionId);
    await session.getMetrics();
    await session.getLiveView();
    const lines = log.lines.join('\n');
    assert.match(lines, /callTool get_metrics: HTTP 502/);
    for (const secret of [service.apiKey, 'http://', '/link/', '/view']) assert.ok(!lines.includes(secret), lines);
  });
});

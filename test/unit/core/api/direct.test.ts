import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { AgentBay, type HttpReply, type HttpRequest, ServiceError, type Transport } from '../../../../src/core/api';
import { MemoryLog } from '../../../support/log';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../../../support/fakeClock';
import { cut, refused, reply } from './support/scriptedTransport';

const KEY = 'akm-canary-key';
const TOKEN = 'token-canary';
const access = {
  SessionId: 's-1',
  Token: TOKEN,
  LinkUrl: 'https://gw.example/link-canary/',
  ToolList: [
    { name: 'get_metrics', server: 'wuying_system' },
    { name: 'flux_execute_task', server: 'wuying_computer_agent' },
    { name: 'flux_get_task_status', server: 'wuying_computer_agent' },
  ],
};

type Answer = HttpReply | Error | 'silence';

const result = (content: unknown, isError = false) => ({
  isError,
  content: [{ type: 'text', text: typeof content === 'string' ? content : JSON.stringify(content) }],
});
const direct = (content: unknown, isError = false): Answer =>
  reply(200, { data: { result: result(content, isError) } });
const metrics = { cpu_count: 4 };
const accepted = { task_id: 'task-1', status: 'running' };

/** A service whose session tells `facts`, whose direct route answers as told, and whose gateway does every tool's work. */
class TwoRoutes implements Transport {
  readonly direct: HttpRequest[] = [];
  readonly gateway: URLSearchParams[] = [];
  facts: object = access;
  answer: Answer = direct(metrics);

  send({ url, ...rest }: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    if (new URL(url).hostname === 'gw.example') {
      this.direct.push({ url, ...rest });
      if (this.answer instanceof Error) return Promise.reject(this.answer);
      if (this.answer !== 'silence') return Promise.resolve(this.answer);
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    }
    const form = new URLSearchParams(rest.body);
    this.gateway.push(form);
    const name = form.get('Name');
    const said = name === 'get_metrics' ? metrics : accepted;
    return Promise.resolve(reply(200, { RequestId: 'R', Data: name === null ? this.facts : result(said) }));
  }

  dispose(): void {
    // Holds nothing.
  }
}

async function setUp(facts: object = access, apiKey = () => KEY) {
  const transport = new TwoRoutes();
  transport.facts = facts;
  const clock = new FakeClock(BETWEEN_ATTEMPTS_MS);
  const log = new MemoryLog();
  const bay = new AgentBay({ apiKey, endpoint: 'gateway.example', transport, clock, log });
  const { session } = await bay.get('s-1');
  assert.ok(session);
  /** How often each route was used for tools. */
  const used = () => [transport.direct.length, transport.gateway.filter((form) => form.has('Name')).length];
  return { transport, clock, log, bay, session, used };
}

describe('the direct route', () => {
  it('sends the tool, its arguments and the token, and never the key', async () => {
    const { transport, session, used } = await setUp();
    assert.deepEqual((await session.getMetrics()).metrics, { cpuCount: 4 });
    assert.deepEqual(used(), [1, 0]);
    const [request] = transport.direct;
    assert.ok(request);
    assert.equal(request.url, 'https://gw.example/link-canary/callTool');
    assert.deepEqual(
      Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
      { 'content-type': 'application/json', 'x-access-token': TOKEN },
    );
    const { requestId, ...body } = JSON.parse(request.body) as Record<string, unknown>;
    assert.deepEqual(body, { args: {}, server: 'wuying_system', tool: 'get_metrics', token: TOKEN });
    assert.match(String(requestId), /^link-\d{13}-\d{9}$/);
    assert.ok(!JSON.stringify(request).includes(KEY));
  });

  for (const [what, facts] of Object.entries({
    address: { ...access, LinkUrl: '' },
    'usable address': { ...access, LinkUrl: 'http://gw.example/link-canary' },
    token: { ...access, Token: undefined },
    'server of the tool': { ...access, ToolList: '[]' },
  })) {
    it(`is not used without the ${what}`, async () => {
      const { session, used } = await setUp(facts);
      assert.ok((await session.getMetrics()).success);
      assert.deepEqual(used(), [0, 1]);
    });
  }

  it('is chosen for each tool anew', async () => {
    const { session, used } = await setUp({ ...access, ToolList: access.ToolList.slice(1) });
    await session.getMetrics();
    assert.deepEqual(used(), [0, 1]);
    await session.agent.computer.getTaskStatus('task-1');
    assert.deepEqual(used(), [1, 1]);
  });

  it('reads its data as JSON text too', async () => {
    for (const data of [
      JSON.stringify({ result: result(metrics) }),
      { result: JSON.stringify(result(metrics)) },
      { Result: result(metrics) },
    ]) {
      const { transport, session, used } = await setUp();
      transport.answer = reply(200, { data });
      assert.ok((await session.getMetrics()).success);
      assert.deepEqual(used(), [1, 0]);
    }
  });

  it('takes the no of a tool for the tool’s, and asks nobody else', async () => {
    const { transport, session, used } = await setUp();
    transport.answer = direct(`no metrics for ${TOKEN}`, true);
    const { error, errorMessage } = await session.getMetrics();
    assert.deepEqual([error?.kind, errorMessage], ['service', 'no metrics for [token]']);
    assert.deepEqual(used(), [1, 0]);
  });

  const failures: Record<string, Answer> = {
    'a connection that is cut': cut,
    'a refusal': reply(401, { message: TOKEN }),
    'a fault': reply(502, {}),
    'an answer that is not JSON': { status: 200, headers: new Map(), text: '<html>' },
    'an answer without data': reply(200, { ok: true }),
    'an answer without a result': reply(200, { data: {} }),
  };
  for (const [how, answer] of Object.entries(failures)) {
    it(`leaves the work to the gateway after ${how}, and is then left alone for a minute`, async () => {
      const { transport, clock, log, session, used } = await setUp();
      transport.answer = answer;
      assert.ok((await session.getMetrics()).success);
      assert.deepEqual(used(), [1, 1]);
      await session.getMetrics();
      assert.deepEqual(used(), [1, 2]);
      clock.leap(60_000);
      transport.answer = direct(metrics);
      await session.getMetrics();
      assert.deepEqual(used(), [2, 2]);
      assert.match(log.lines.join('\n'), /callTool get_metrics: the direct route is left alone for 60 s/);
      assert.doesNotMatch(log.lines.join('\n'), /canary/);
    });
  }

  it('is told on when it is asked too much, with how long to wait, if the caller asks once', async () => {
    const { transport, session, used } = await setUp();
    transport.answer = reply(429, {}, { 'retry-after': '12' });
    const { error } = await session.getMetrics({ attempts: 1 });
    assert.deepEqual([error?.kind, error?.detail.retryAfterMs], ['throttled', 12_000]);
    assert.deepEqual(used(), [1, 0]);
    assert.ok((await session.getMetrics({ attempts: 1 })).success);
    assert.deepEqual(used(), [1, 1], 'and it is left alone from then on');
  });

  it('leaves the work to the gateway when it is asked too much and the caller asks more than once', async () => {
    const { transport, session, used } = await setUp();
    transport.answer = reply(429, {});
    assert.ok((await session.getMetrics()).success);
    assert.deepEqual(used(), [1, 1]);
  });

  it('is not used by somebody who has signed out', async () => {
    let key = KEY;
    const { session, used } = await setUp(access, () => key);
    key = '';
    assert.equal((await session.getMetrics()).error?.kind, 'unauthorised');
    assert.deepEqual(used(), [0, 0]);
    key = KEY;
    assert.ok((await session.getMetrics()).success);
    assert.deepEqual(used(), [1, 0]);
  });

  it('is tried again at once with what attaching anew tells', async () => {
    const { transport, bay, session, used } = await setUp();
    transport.answer = reply(401, {});
    await session.getMetrics();
    transport.answer = direct(metrics);
    await bay.get('s-1');
    await session.getMetrics();
    assert.deepEqual(used(), [2, 1]);
  });

  it('gets a third of the time of a tool that may be called again', async () => {
    const { transport, clock, session, used } = await setUp();
    transport.answer = 'silence';
    const asked = session.getMetrics({ timeoutMs: 30_000 });
    await new Promise(setImmediate);
    clock.leap(9_999);
    await new Promise(setImmediate);
    assert.deepEqual(used(), [1, 0]);
    clock.leap(1);
    assert.ok((await asked).success);
    assert.deepEqual(used(), [1, 1]);
  });

  it('holds nobody up who waits for a task: the same question goes to the gateway', async () => {
    const { transport, clock, session, used } = await setUp();
    transport.answer = 'silence';
    const events = session.agent.computer.watchTask('task-1')[Symbol.asyncIterator]();
    assert.deepEqual((await events.next()).value, { type: 'started', taskId: 'task-1' });
    const next = events.next();
    await clock.advance(20_000 / 3);
    assert.deepEqual(used(), [1, 1]);
    assert.deepEqual((await next).value, { type: 'status', taskStatus: 'running', rawStatus: 'running' });
    await events.return?.();
  });

  it('ends with the caller’s wish, and is not left alone for it', async () => {
    const { transport, session, used } = await setUp();
    const stop = new AbortController();
    transport.answer = 'silence';
    const asked = session.getMetrics({ signal: stop.signal });
    await new Promise(setImmediate);
    stop.abort();
    assert.equal((await asked).error?.kind, 'aborted');
    transport.answer = direct(metrics);
    await session.getMetrics();
    assert.deepEqual(used(), [2, 0]);
  });

  it('ends with the client', async () => {
    const { transport, bay, session, used } = await setUp();
    transport.answer = 'silence';
    const asked = session.getMetrics();
    await new Promise(setImmediate);
    bay.dispose();
    assert.equal((await asked).error?.kind, 'aborted');
    assert.deepEqual(used(), [1, 0]);
  });
});

describe('a task handed over by the direct route', () => {
  it('is handed over once', async () => {
    const { transport, session, used } = await setUp();
    transport.answer = direct(accepted);
    assert.equal((await session.agent.computer.executeTask('Open Notepad')).taskId, 'task-1');
    assert.deepEqual(used(), [1, 0]);
    const { args } = JSON.parse(transport.direct[0]?.body ?? '') as { args: unknown };
    assert.deepEqual(args, { task: 'Open Notepad' });
  });

  for (const [how, answer] of Object.entries({
    'the connection was cut': cut,
    'the server had a fault': reply(500, {}),
    'the answer cannot be read': reply(200, {}),
  })) {
    it(`is not handed over a second time when ${how}`, async () => {
      const { transport, session, used } = await setUp();
      transport.answer = answer;
      const { success, taskStatus, error } = await session.agent.computer.executeTask('Open Notepad');
      assert.deepEqual([success, taskStatus, error?.detail.action], [false, 'unknown', 'callTool']);
      assert.equal(error?.detail.attempts, 1);
      assert.deepEqual(used(), [1, 0]);
      assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /canary/);
    });
  }

  for (const [how, answer] of Object.entries({
    'nobody was there': new ServiceError('network', 'Nothing answers there.', { requestSent: false }),
    'the token was not accepted': refused('Forbidden', 403),
  })) {
    it(`goes through the gateway when ${how}`, async () => {
      const { transport, session, used } = await setUp();
      transport.answer = answer;
      assert.equal((await session.agent.computer.executeTask('Open Notepad')).taskId, 'task-1');
      assert.deepEqual(used(), [1, 1]);
    });
  }
});

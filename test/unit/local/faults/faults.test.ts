import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Fault, FaultKind } from '../../../../src/local/faults/rule';
import { faultFields } from '../../../../src/local/faults/rule';
import type { Script } from '../../../../src/local/script/script';
import { agentTools } from '../../../../src/protocol/wire';
import { TestLocal } from '../support';

/** All of an answer that came. */
interface Came {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Whether it was whole. */
  readonly isWhole: boolean;
}

const script: Script = [{ steps: [{ action: 'Waiting' }], end: 'never', onTerminate: 'gone' }];
const { execute, status, terminate } = agentTools.computer;

describe('AgentBay Local, its faults', () => {
  const local = new TestLocal();
  let sessionId = '';
  const covered = new Set<FaultKind>();
  const seen: unknown[] = [];
  const start = (): Promise<unknown> => local.start([], {}, { script, journal: (request) => seen.push(request) });
  before(start);
  after(() => local.stop());
  beforeEach(async () => {
    local.local.misbehave([]);
    sessionId = await local.createSession({ ImageId: 'linux_latest' });
  });
  afterEach(() => assert.deepEqual(local.warnings, []));

  const spoil = (fault: Fault, tool?: string): void => {
    covered.add(fault.kind);
    local.local.misbehave([{ when: { nth: 1, ...(tool !== undefined && { tool }) }, do: fault }]);
  };

  /** Posts on a connection of its own. @throws what the connection failed with before there was a head. */
  async function post(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Came> {
    const outgoing = request(url, { method: 'POST', headers, agent: false });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    let text = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    answer.on('error', () => undefined); // Half an answer; `complete` says so.
    await new Promise((resolve) => answer.on('close', resolve));
    return { status: answer.statusCode ?? 0, headers: answer.headers, text, isWhole: answer.complete };
  }

  const call = (action: string, fields: Readonly<Record<string, string>> = {}): Promise<Came> =>
    post(
      `${local.local.endpoint}/?Action=${action}`,
      new URLSearchParams({ Authorization: `Bearer ${local.local.apiKey}`, ...fields }).toString(),
    );

  const callTool = (name: string, args: object): Promise<Came> =>
    call('CallMcpTool', { SessionId: sessionId, Name: name, Args: JSON.stringify(args) });

  const json = ({ text }: Came): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
  const toolText = (came: Came): string =>
    (json(came)['Data'] as { content: { text: string }[] }).content.map(({ text }) => text).join();

  const isBusy = async (): Promise<boolean> =>
    toolText(await callTool(execute, { task: 'Another' })).includes('Another task');
  const failsWith = (work: Promise<unknown>, code: string): Promise<void> =>
    assert.rejects(work, (error: NodeJS.ErrnoException) => error.code === code);

  it('cuts the connection before a request is read', async () => {
    covered.add('resetBeforeReading');
    local.local.misbehave([{ when: { action: 'CallMcpTool', nth: 1 }, do: { kind: 'resetBeforeReading' } }]);
    await failsWith(callTool(execute, { task: 'Wait' }), 'ECONNRESET');
    assert.equal(await isBusy(), false);
  });

  for (const acted of [false, true]) {
    const how = acted ? 'having' : 'not having';
    it(`cuts the connection after a request is read, ${how} acted`, async () => {
      spoil({ kind: 'resetAfterReading', acted }, execute);
      await failsWith(callTool(execute, { task: 'Wait' }), 'ECONNRESET');
      assert.equal(await isBusy(), acted);
    });

    it(`answers a fault of its own, ${how} acted`, async () => {
      spoil({ kind: 'status', status: 500, acted }, execute);
      const came = await callTool(execute, { task: 'Wait' });
      assert.deepEqual([came.status, json(came)['Code'], json(came)['Success']], [500, 'InternalError', false]);
      assert.equal(await isBusy(), acted);
    });
  }

  it('never answers, and holds on to the connection', async () => {
    spoil({ kind: 'halfOpen', acted: true }, execute);
    seen.length = 0;
    let over = '';
    const waiting = callTool(execute, { task: 'Wait' }).then(
      () => (over = 'answered'),
      () => (over = 'cut'),
    );
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(await isBusy(), true);
    assert.equal(over, '');
    await local.stop();
    assert.equal(await waiting, 'cut');
    await start();
  });

  for (const fault of [
    { kind: 'delay', ms: 20 },
    { kind: 'slowHeaders', ms: 5 },
    { kind: 'slowBody', ms: 2, bytes: 40 },
  ] as const) {
    it(`answers the truth in the end: ${fault.kind}`, async () => {
      spoil(fault);
      const startedAt = performance.now();
      const came = await call('GetSession', { SessionId: sessionId });
      assert.ok(performance.now() - startedAt >= fault.ms);
      assert.deepEqual([came.status, came.isWhole], [200, true]);
      assert.equal((json(came)['Data'] as Record<string, unknown>)['SessionId'], sessionId);
    });
  }

  for (const framing of ['length', 'chunked'] as const) {
    it(`ends in the middle of the body: ${framing}`, async () => {
      spoil({ kind: 'truncatedBody', framing });
      const came = await call('GetSession', { SessionId: sessionId });
      assert.deepEqual([came.status, came.isWhole], [200, false]);
      assert.equal('content-length' in came.headers, framing === 'length');
      assert.match(came.text, /^\{"RequestId"/u);
      assert.throws(() => json(came));
    });
  }

  it('answers a page of a proxy', async () => {
    spoil({ kind: 'status', status: 502, body: '<html>Bad Gateway</html>', headers: { 'retry-after': '2' } });
    const { status: code, headers, text } = await call('ListSession');
    assert.deepEqual([code, headers['content-type'], headers['retry-after']], [502, 'text/html', '2']);
    assert.equal(text, '<html>Bad Gateway</html>');
  });

  it('throttles, with the hint in either header', async () => {
    spoil({ kind: 'throttling', retryAfterMs: 1500 });
    const own = await call('ListSession');
    assert.deepEqual(
      [own.status, json(own)['Code'], own.headers['x-acs-retry-after']],
      [400, 'Throttling.User', '1500'],
    );
    spoil({ kind: 'throttling', code: 'Throttling', status: 429, retryAfterMs: 1500, header: 'retry-after' });
    const standard = await call('ListSession');
    assert.deepEqual(
      [standard.status, json(standard)['Code'], standard.headers['retry-after']],
      [429, 'Throttling', '2'],
    );
  });

  it('answers nothing, any JSON, and too much', async () => {
    spoil({ kind: 'emptyBody' });
    const empty = await call('ListSession');
    assert.deepEqual([empty.status, empty.text, empty.isWhole], [200, '', true]);
    spoil({ kind: 'json', value: [null] });
    assert.equal((await call('ListSession')).text, '[null]');
    spoil({ kind: 'bigBody', bytes: 3_000_000 });
    const big = await call('ListSession');
    assert.deepEqual([big.text.length, json(big)['Success']], [3_000_000, true]);
  });

  it('answers XML', async () => {
    spoil({ kind: 'xml' });
    const { headers, text } = await call('GetSession', { SessionId: sessionId });
    assert.match(headers['content-type'] ?? '', /^text\/xml/u);
    assert.match(text, /^<\?xml .*\?><GetSessionResponse><RequestId>[0-9A-F-]+<\/RequestId>.*<\/GetSessionResponse>$/u);
    assert.ok(text.includes(`<SessionId>${sessionId}</SessionId>`));
  });

  it('changes what the envelope is like', async () => {
    spoil({ kind: 'withoutSuccess' });
    assert.equal('Success' in json(await call('ListSession')), false);
    spoil({ kind: 'dataAsText' });
    const asText = json(await call('GetSession', { SessionId: sessionId }))['Data'];
    assert.equal((JSON.parse(String(asText)) as Record<string, unknown>)['SessionId'], sessionId);
    spoil({ kind: 'otherCaseKeys' });
    const { success, data } = json(await call('GetSession', { SessionId: sessionId }));
    assert.equal(success, true);
    assert.equal((data as Record<string, unknown>)['sessionId'], sessionId);
  });

  it('changes what a session is', async () => {
    const statusOf = async (): Promise<unknown> =>
      (json(await call('GetSession', { SessionId: sessionId }))['Data'] as Record<string, unknown>)['Status'];
    spoil({ kind: 'unknownStatus', word: 'MELTING' });
    assert.equal(await statusOf(), 'MELTING');
    spoil({ kind: 'withoutStatus' });
    assert.equal(await statusOf(), undefined);
    assert.equal(await statusOf(), 'RUNNING');
  });

  it('changes what a tool says, by either route', async () => {
    const gateway = (name: string, args: object): Promise<string> => callTool(name, args).then(toolText);
    for (const route of [() => gateway, directRoute]) {
      const say = await route();
      const { task_id: taskId } = JSON.parse(await say(execute, { task: 'Wait' })) as { task_id: string };
      const args = { task_id: taskId };
      spoil({ kind: 'withoutStatus' }, status);
      assert.equal('status' in (JSON.parse(await say(status, args)) as object), false);
      spoil({ kind: 'unknownStatus', word: 'pondering' }, status);
      assert.equal((JSON.parse(await say(status, args)) as { status: string }).status, 'pondering');
      spoil({ kind: 'toolText', text: 'I am a teapot.' }, status);
      assert.equal(await say(status, args), 'I am a teapot.');
      await say(terminate, args);
      spoil({ kind: 'withoutTaskId' }, execute);
      assert.deepEqual(JSON.parse(await say(execute, { task: 'Wait' })), { status: 'running' });
      assert.match(await say(execute, { task: 'Wait' }), /^Another task/u);
      sessionId = await local.createSession({ ImageId: 'linux_latest' });
    }
  });

  it('spells what a tool says the other way', async () => {
    spoil({ kind: 'otherCaseKeys' }, execute);
    const { data } = json(await callTool(execute, { task: 'Wait' })) as { data: { Content: { Text: string }[] } };
    assert.equal((JSON.parse(data.Content[0]?.Text ?? '') as { Status: string }).Status, 'running');
    assert.match(data.Content[0]?.Text ?? '', /"taskId"/u);
  });

  it('takes the session away', async () => {
    spoil({ kind: 'sessionVanishes' }, status);
    assert.equal(json(await callTool(status, { task_id: 't' }))['Code'], 'InvalidMcpSession.NotFound');
    assert.equal((await local.call('GetSession', { SessionId: sessionId })).Code, 'InvalidMcpSession.NotFound');
  });

  it('revokes the key for good, until told otherwise', async () => {
    spoil({ kind: 'keyRevoked' }, status);
    for (let count = 0; count < 2; count++) {
      assert.equal(json(await callTool(status, { task_id: 't' }))['Code'], 'NOT_LOGIN');
    }
    local.local.misbehave([]);
    assert.equal((await local.call('ListSession')).Success, true);
  });

  it('leaves the door to those who may come in', async () => {
    spoil({ kind: 'emptyBody' });
    const { status: code } = await post(`${local.local.endpoint}/`, '', { host: 'evil.example' });
    assert.equal(code, 403);
    assert.equal((await call('ListSession')).text, '');
  });

  it('are all seen here', () => assert.deepEqual([...covered].sort(), Object.keys(faultFields).sort()));

  /** Calls tools of the session past the gateway. */
  async function directRoute(): Promise<(name: string, args: object) => Promise<string>> {
    const { Data } = await local.call('GetSession', { SessionId: sessionId });
    const [link, token] = [String(Data['LinkUrl']), String(Data['Token'])];
    return async (tool, args) => {
      const body = JSON.stringify({ args, server: 'wuying_computer_agent', requestId: 'link-1', tool, token });
      const came = await post(`${link}/callTool`, body, {
        'x-access-token': token,
        'content-type': 'application/json',
      });
      assert.equal(came.status, 200, came.text);
      const { result } = JSON.parse(String(json(came)['data'])) as { result: { content: { text: string }[] } };
      return result.content.map(({ text }) => text).join();
    };
  }
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Fault } from '../../../../src/local/faults/rule';
import type { Script } from '../../../../src/local/script/script';
import { TestLocal } from '../support';
import { doorOf, SocketClient } from './socketClient';

const phone = 'wuying_mobile_agent';
const drops = (how: 'cut' | 'close') => ({
  steps: [{ content: 'On my way. ' }, { drop: how }, { content: 'Unheard.' }],
});

const script: Script = [
  {
    task: 'Turn on Wi-Fi',
    steps: [
      { content: 'I will open Settings. ' },
      { toolCall: { toolName: 'automator', args: { task: 'Turn on Wi-Fi' }, toolCallId: 't0' } },
      { reasoning: 'The gear icon is at the bottom.' },
      { toolCall: { toolName: 'click', args: { action: 'click' }, toolCallId: 't1' } },
      { toolResult: { output: 'ok', screenshot: 'aGk=' } },
      { reasoning: 'The switch is on.', content: 'Wi-Fi is on.' },
    ],
    end: { status: 'finished', product: 'Wi-Fi is on.' },
  },
  {
    task: 'log in',
    steps: [{ callForUser: { prompt: 'The code?' } }, { content: 'It is {answer}.' }],
    end: { status: 'finished', product: 'Logged in with {answer}.' },
  },
  { task: 'impatient', steps: [{ callForUser: { prompt: 'Quick?', atMostMs: 1 } }], end: { status: 'finished' } },
  { task: 'as JSON', agent: 'computer', end: { status: 'completed', product: { on: true } } },
  {
    task: 'goes wrong',
    steps: [{ fault: { code: 'E1', message: 'Oh.' } }],
    end: { status: 'failed', error: 'No luck.' },
  },
  {
    task: 'shop',
    steps: [
      { push: { code: 101, message: 'captcha', action: 'takeover', maxWaitTimeSeconds: 180, waits: true } },
      { push: { code: 202, action: 'resume' } },
    ],
    end: { status: 'finished', product: 'Bought.' },
  },
  { task: 'cut', ...drops('cut'), end: { status: 'finished', product: 'All the same.' } },
  { task: 'say goodbye', ...drops('close'), end: 'never' },
  { task: 'never begin', socket: { dropsExec: true }, end: 'never' },
  { task: 'be silent', socket: { neverPongs: true }, end: 'never' },
  { task: 'text', socket: { dataAsText: true }, end: { status: 'finished', product: 'Text.' } },
  {
    task: 'odd frames',
    steps: [
      { frame: { raw: 'not json' } },
      { frame: { bytes: 2_000_000 } },
      { frame: { data: { phase: 'odd' } } },
      { frame: { data: { error: 'gone' }, source: 'WEBSOCKET_SERVER' } },
    ],
    end: { status: 'finished' },
  },
  { task: 'for good', steps: [{ content: 'Begun. ' }], end: 'never' },
];

describe('AgentBay Local, the WebSocket of a session', () => {
  const local = new TestLocal();
  const frames: string[] = [];
  const clients: SocketClient[] = [];
  let session: string;
  before(() => local.start([], {}, { script, frameJournal: ({ text }) => frames.push(text) }));
  after(async () => {
    assert.deepEqual(local.warnings, []);
    await local.stop();
  });
  beforeEach(async () => {
    session = await local.createSession({ ImageId: 'mobile_latest' });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.ws.terminate();
    await local.call('ReleaseMcpSession', { SessionId: session });
  });

  async function open(id = session): Promise<SocketClient> {
    const client = await SocketClient.open(local, id);
    clients.push(client);
    return client;
  }

  it('tells a task from its first event to its end, as the service does', async () => {
    const client = await open();
    client.execute('I', phone, 'Turn on Wi-Fi');
    const told = await client.stream('I');
    assert.deepEqual(told, [
      { phase: 'event', seq: 1, round: 1, eventType: 'content', content: 'I will open Settings. ' },
      {
        phase: 'event',
        seq: 2,
        round: 1,
        eventType: 'tool_call',
        toolCallId: 't0',
        toolName: 'automator',
        args: { task: 'Turn on Wi-Fi' },
      },
      { phase: 'event', seq: 3, round: 2, eventType: 'reasoning', content: 'The gear icon is at the bottom.' },
      {
        phase: 'event',
        seq: 4,
        round: 2,
        eventType: 'tool_call',
        toolCallId: 't1',
        toolName: 'click',
        args: { action: 'click' },
      },
      {
        phase: 'event',
        seq: 5,
        round: 2,
        eventType: 'tool_result',
        toolCallId: 't1',
        toolName: 'click',
        result: { isError: false, output: 'ok', screenshot: 'aGk=' },
      },
      { phase: 'event', seq: 6, round: 3, eventType: 'reasoning', content: 'The switch is on.' },
      { phase: 'event', seq: 7, round: 3, eventType: 'content', content: 'Wi-Fi is on.' },
      { phase: 'end', status: 'finished', taskResult: 'Wi-Fi is on.' },
    ]);
    for (const { source, target } of client.frames) assert.deepEqual([source, target], [phone, 'SDK']);
  });

  it('waits for the answer to a question, and takes it', async () => {
    const client = await open();
    client.execute('I', phone, 'log in');
    const { data } = await client.frame((frame) => frame.data['toolName'] === 'call_for_user');
    assert.deepEqual([data['eventType'], data['args']], ['tool_call', { prompt: 'The code?' }]);
    client.ask('I', phone, 'resume_task', { toolCallId: 'another', response: '0' });
    client.ask('I', phone, 'resume_task', { toolCallId: data['toolCallId'], response: '123456' });
    assert.deepEqual((await client.stream('I')).at(-1)?.['taskResult'], 'Logged in with 123456.');
  });

  it('goes on without an answer when the script says so', async () => {
    const client = await open();
    client.execute('I', phone, 'impatient');
    assert.equal((await client.stream('I')).at(-1)?.['status'], 'finished');
  });

  it('sends an object as JSON text, and the word of the script as it is', async () => {
    const id = await local.createSession({ ImageId: 'windows_latest' });
    const client = await open(id);
    client.execute('I', 'wuying_computer_agent', 'as JSON');
    assert.deepEqual(await client.stream('I'), [{ phase: 'end', status: 'completed', taskResult: '{"on":true}' }]);
  });

  it('tells faults, and why a task failed', async () => {
    const client = await open();
    client.execute('I', phone, 'goes wrong');
    const errors = (await client.stream('I')).map(({ eventType, error, status }) => [eventType ?? status, error]);
    assert.deepEqual(errors, [
      ['error', { code: 'E1', message: 'Oh.' }],
      ['error', { code: 'failed', message: 'No luck.' }],
      ['failed', undefined],
    ]);
    client.execute('J', phone, 'wash the car');
    const [why, end] = await client.stream('J');
    assert.match(JSON.stringify(why?.['error']), /"unsupported".*No scenario of the script fits/u);
    assert.equal(end?.['status'], 'unsupported');
  });

  it('refuses what it cannot do, on the same invocation, and goes on', async () => {
    const client = await open();
    client.execute('none', 'wuying_toaster', 'for good');
    client.execute('elsewhere', 'wuying_browseruse', 'for good');
    client.execute('empty', phone, ' ');
    client.ask('method', phone, 'run_code', {});
    client.execute('first', phone, 'for good');
    client.execute('second', phone, 'for good');
    const said = async (id: string): Promise<unknown> => (await client.stream(id)).at(0)?.['error'];
    assert.equal(await said('none'), 'AgentBay Local has no agent "wuying_toaster".');
    assert.equal(await said('elsewhere'), 'The image mobile_latest has no browser agent.');
    assert.equal(await said('empty'), 'The task is empty.');
    assert.equal(await said('method'), 'AgentBay Local has no method "run_code" here.');
    assert.equal(await said('second'), 'Another task is currently running');
  });

  it('ignores heartbeats and garbage, answers pings, and reads requestId for invocationId', async () => {
    const client = await open();
    for (const garbage of ['', '{', 'null', '[]', '7', '{"type":"ping"}', '{"invocationId":"x"}', '{"data":{}}']) {
      client.send(garbage);
    }
    client.ws.send(Buffer.from([1, 2, 3]));
    client.send({ invocationId: 'x', target: phone, data: { method: 7 } });
    client.ws.ping('still there?');
    const [answer] = (await once(client.ws, 'pong')) as [Buffer];
    assert.equal(String(answer), 'still there?');
    assert.deepEqual(client.texts, []);
    client.send({ requestId: 'R', target: phone, data: { method: 'exec_task', params: { task: 'Turn on Wi-Fi' } } });
    assert.equal((await client.stream('R')).length, 8);
  });

  it('closes the connection over a frame of more than 1 MB', async () => {
    const client = await open();
    client.send('x'.repeat(1024 * 1024 + 1));
    assert.equal(await client.closed(), 1009);
  });

  it('lets the task go on when the connection ends, as the service does', async () => {
    const client = await open();
    client.execute('I', phone, 'for good');
    await client.frame(({ data }) => data['eventType'] === 'content');
    await client.close();
    const again = await open();
    again.execute('J', phone, 'Turn on Wi-Fi');
    assert.deepEqual(await again.stream('J'), [{ error: 'Another task is currently running' }]);
  });

  it('closes the connections of a session that is deleted', async () => {
    const client = await open();
    client.execute('I', phone, 'for good');
    await client.frame(({ data }) => data['eventType'] === 'content');
    await local.call('DeleteSessionAsync', { SessionId: session });
    assert.equal(await client.closed(), 1001);
  });

  it('serves many connections at a time without complaint', async () => {
    const complaints: string[] = [];
    const hear = ({ name }: Error): void => void complaints.push(name);
    process.on('warning', hear);
    const many = await Promise.all(Array.from({ length: 20 }, () => open()));
    await local.call('DeleteSessionAsync', { SessionId: session });
    for (const client of many) assert.equal(await client.closed(), 1001);
    process.off('warning', hear);
    assert.deepEqual(complaints, []);
  });

  it('pushes to every connection of the session, and hears that the person is done', async () => {
    const client = await open();
    const other = await open();
    client.execute('I', phone, 'shop');
    for (const one of [client, other]) {
      const { source, target, data } = await one.frame((frame) => frame.data['code'] === 101);
      assert.deepEqual([source, target], ['wuying_cdp_mcp_server', 'SDK']);
      assert.deepEqual(data, {
        type: 'call-for-user',
        id: 1,
        code: 101,
        message: 'captcha',
        action: 'takeover',
        extraParams: { max_wait_time: 180 },
      });
    }
    const done = { type: 'call-for-user', id: 1, code: 199, message: 'user handle done', action: 'takeoverdone' };
    const answer = { invocationId: 'fresh', source: 'SDK', target: 'wuying_cdp_mcp_server', data: done };
    client.send(answer);
    assert.equal((await client.stream('I')).at(-1)?.['taskResult'], 'Bought.');
    assert.ok(client.frames.some(({ data }) => data['code'] === 202));
    assert.deepEqual(JSON.parse(frames.at(-1) ?? ''), answer);
  });

  describe('misbehaving by the script', () => {
    it('cuts the connection in the middle of a stream', async () => {
      const client = await open();
      client.execute('I', phone, 'cut');
      assert.equal(await client.closed(), 1006);
      assert.deepEqual(
        client.frames.map(({ data }) => data['content']),
        ['On my way. '],
      );
    });

    it('closes it in good form', async () => {
      const client = await open();
      client.execute('I', phone, 'say goodbye');
      assert.equal(await client.closed(), 1001);
      assert.equal(client.frames.length, 1);
    });

    it('cuts it instead of taking the task up', async () => {
      const client = await open();
      client.execute('I', phone, 'never begin');
      assert.equal(await client.closed(), 1006);
      assert.deepEqual(client.texts, []);
      const again = await open();
      again.execute('J', phone, 'Turn on Wi-Fi');
      assert.equal((await again.stream('J')).length, 8);
    });

    it('answers no more pings', async () => {
      const client = await open();
      let pongs = 0;
      client.ws.on('pong', () => pongs++);
      client.ws.ping();
      await once(client.ws, 'pong');
      client.execute('I', phone, 'be silent');
      client.ws.ping();
      client.ask('after', phone, 'odd', {});
      await client.stream('after');
      assert.equal(pongs, 1);
    });

    it('sends data as JSON text', async () => {
      const client = await open();
      client.execute('I', phone, 'text');
      const { data } = await client.frame(({ invocationId }) => invocationId === 'I');
      assert.deepEqual(data, '{"phase":"end","status":"finished","taskResult":"Text."}');
    });

    it('sends frames that no healthy service sends', async () => {
      const client = await open();
      client.execute('I', phone, 'odd frames');
      while (!client.texts.at(-1)?.includes('"end"')) await once(client.ws, 'message');
      const [raw, huge, phase, fault] = client.texts;
      assert.equal(raw, 'not json');
      assert.ok((huge?.length ?? 0) > 2_000_000);
      assert.match(phase ?? '', /"source":"wuying_mobile_agent".*"data":\{"phase":"odd"\}/u);
      assert.match(fault ?? '', /"source":"WEBSOCKET_SERVER".*"data":\{"error":"gone"\}/u);
    });
  });

  describe('the door', () => {
    it('opens only to the token of that very session', async () => {
      const { url, token } = await doorOf(local, session);
      const other = await doorOf(local, await local.createSession({ ImageId: 'mobile_latest' }));
      assert.match(url, /^ws:\/\/127\.0\.0\.1:\d+\/ws\//u);
      assert.equal(await SocketClient.refusal(url, {}), 401);
      assert.equal(await SocketClient.refusal(url, { 'X-Access-Token': `${token}x` }), 401);
      assert.equal(await SocketClient.refusal(url, { 'X-Access-Token': other.token }), 401);
      assert.equal(await SocketClient.refusal(`${url}x`, { 'X-Access-Token': token }), 404);
      assert.equal(await SocketClient.refusal(new URL('/', url).href, { 'X-Access-Token': token }), 404);
    });

    it('is shut to web pages and to other host names', async () => {
      const { url, token } = await doorOf(local, session);
      const headers = { 'X-Access-Token': token };
      assert.equal(await SocketClient.refusal(url, { ...headers, Origin: 'http://evil.example' }), 403);
      assert.equal(await SocketClient.refusal(url, { ...headers, Host: 'evil.example' }), 403);
    });

    describe('under a fault plan', () => {
      afterEach(() => local.local.misbehave([]));

      /** Makes every WebSocket meet a fault, beside which the gateway works. */
      const fault = (does: Fault): void => local.local.misbehave([{ when: { path: '/ws' }, do: does }]);
      const refusal = async (): Promise<number> => {
        const { url, token } = await doorOf(local, session);
        return SocketClient.refusal(url, { 'X-Access-Token': token });
      };
      const error = async (): Promise<string> => {
        const { url, token } = await doorOf(local, session);
        const ws = new WebSocket(url, { headers: { 'X-Access-Token': token } });
        const [reason] = (await once(ws, 'error')) as [Error];
        return reason.message;
      };

      it('is shut with any status, or broken off', async () => {
        fault({ kind: 'status', status: 503 });
        assert.equal(await refusal(), 503);
        fault({ kind: 'resetBeforeReading' });
        assert.match(await error(), /ECONNRESET|socket hang up/u);
        fault({ kind: 'resetAfterReading' });
        assert.match(await error(), /ECONNRESET|socket hang up/u);
      });

      it('opens late, or never', async () => {
        fault({ kind: 'delay', ms: 20 });
        await open();
        fault({ kind: 'halfOpen' });
        const { url, token } = await doorOf(local, session);
        const ws = new WebSocket(url, { headers: { 'X-Access-Token': token }, handshakeTimeout: 200 });
        const [reason] = (await once(ws, 'error')) as [Error];
        assert.equal(reason.message, 'Opening handshake has timed out');
      });

      it('finds its session gone', async () => {
        fault({ kind: 'sessionVanishes' });
        assert.equal(await refusal(), 404);
      });

      it('takes no notice of what only answers can be', async () => {
        fault({ kind: 'xml' });
        await open();
      });
    });

    it('is gone with its session', async () => {
      const { url, token } = await doorOf(local, session);
      await local.call('ReleaseMcpSession', { SessionId: session });
      assert.equal(await SocketClient.refusal(url, { 'X-Access-Token': token }), 404);
    });
  });
});

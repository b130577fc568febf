import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { AgentBay, type AgentBayOptions, mayHaveBeenAccepted, type QueryResult } from '../../src/core/api';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../support/fakeClock';
import { type Answer, ok, said, type Seen, startService, type TestService } from './support/service';

type Respond = (seen: Seen, response: ServerResponse, index: number) => Answer | undefined;

const running = { task_id: 'task-1', status: 'running', action: 'Typing', product: '' };

describe('the transport', () => {
  let service: TestService | undefined;
  let bay: AgentBay | undefined;
  const clock = new FakeClock(BETWEEN_ATTEMPTS_MS);

  afterEach(async () => {
    bay?.dispose();
    await service?.close();
    service = undefined;
  });

  async function connect(respond: Respond, options: Partial<AgentBayOptions> = {}): Promise<AgentBay> {
    service = await startService(respond);
    bay = new AgentBay({ apiKey: 'akm-test-key', endpoint: service.endpoint, clock, ...options });
    return bay;
  }

  const ask = (client: AgentBay, signal?: AbortSignal): Promise<QueryResult> =>
    client.session('s-1').agent.computer.getTaskStatus('task-1', { signal });

  /** A failed question: nothing about the task, and this error. */
  function assertFailed(result: QueryResult, kind: string, words: RegExp): void {
    assert.equal(result.success, false);
    assert.equal(result.taskStatus, 'unknown');
    assert.equal(result.error?.kind, kind);
    assert.match(result.errorMessage, words);
  }

  it('keeps the connection for the next call', async () => {
    const client = await connect(() => said(running));
    for (let index = 0; index < 5; index += 1) assert.equal((await ask(client)).taskStatus, 'running');
    assert.equal(service?.connections, 1);
    assert.equal(clock.waiting, 0, 'no timer is left');
  });

  it('opens as many connections as ask at once, and uses them again', async () => {
    const client = await connect(() => said(running));
    for (let round = 0; round < 3; round += 1) {
      const results = await Promise.all(Array.from({ length: 20 }, () => ask(client)));
      assert.ok(results.every(({ success }) => success));
    }
    assert.equal(service?.connections, 20);
  });

  it('opens no more than 64 connections however many ask at once', async () => {
    const client = await connect(() => said(running));
    const results = await Promise.all(Array.from({ length: 200 }, () => ask(client)));
    assert.ok(results.every(({ success }) => success));
    assert.equal(service?.connections, 64);
  });

  it('says that nobody answers, and that the task was not sent', async () => {
    const client = await connect(() => said(running));
    await service?.close();
    const result = await client.session('s-1').agent.computer.executeTask('Open Notepad');
    assert.match(result.errorMessage, /could not be reached at 127\.0\.0\.1:\d+: nothing answers there .*try again\.$/);
    assert.equal(result.error?.kind, 'network');
    assert.equal(result.error.detail.code, 'ECONNREFUSED');
    assert.equal(result.error.detail.requestSent, false);
    assert.equal(mayHaveBeenAccepted(result.error), false);
    assert.equal(result.taskStatus, 'notSent');
  });

  it('says that a name is not known', async () => {
    bay = new AgentBay({ apiKey: 'akm-test-key', endpoint: 'no-such-host.invalid', clock });
    const result = await bay.create();
    assert.equal(result.error?.kind, 'network');
    assert.equal(mayHaveBeenAccepted(result.error), false);
    assert.match(result.errorMessage, /no-such-host\.invalid: its name/);
  });

  it('says that https is not spoken there, and that nothing was sent', async () => {
    await connect(() => said(running));
    bay?.dispose();
    bay = new AgentBay({
      apiKey: 'akm-test-key',
      endpoint: (service?.endpoint ?? '').replace('http:', 'https:'),
      clock,
    });
    const { error, errorMessage } = await bay.create();
    assert.match(errorMessage, /https is not spoken there\. Check the network and the endpoint, then try again\.$/);
    assert.ok(error && !mayHaveBeenAccepted(error));
  });

  it('says that it does not know what became of a task when the connection is cut after the task was sent', async () => {
    const client = await connect((_seen, response) => {
      response.socket?.resetAndDestroy();
      return undefined;
    });
    const result = await client.session('s-1').agent.computer.executeTask('Open Notepad');
    assert.equal(result.error?.kind, 'network');
    assert.equal(mayHaveBeenAccepted(result.error), true);
    assert.equal(result.taskStatus, 'unknown');
    assert.match(result.errorMessage, /the connection was cut.*may have been taken up all the same/);
    assert.equal(service?.seen.length, 1, 'a task is never sent twice');
  });

  it('gives up on a service that never answers', async () => {
    const client = await connect(() => {
      clock.leap(60_000);
      return undefined;
    });
    assertFailed(await ask(client), 'timeout', /did not answer within 60 s/);
    assert.equal(clock.waiting, 0);
  });

  it('gives up on an answer that never ends', async () => {
    const client = await connect(
      (_seen, response) => {
        response.write('{"RequestId":', () => setImmediate(() => clock.leap(5_000)));
        return undefined;
      },
      { timeoutMs: 5_000 },
    );
    assertFailed(await ask(client), 'timeout', /did not answer within 5 s/);
  });

  it('stops when asked to, before and during a call', async () => {
    const stop = new AbortController();
    const client = await connect(() => {
      stop.abort();
      return undefined;
    });
    const during = await client.session('s-1').agent.computer.executeTask('Open Notepad', { signal: stop.signal });
    assert.equal(during.error?.kind, 'aborted');
    assert.equal(mayHaveBeenAccepted(during.error), true);
    const before = await client.session('s-1').agent.computer.executeTask('Open Notepad', { signal: stop.signal });
    assert.equal(before.error?.kind, 'aborted');
    assert.equal(mayHaveBeenAccepted(before.error), false);
    assert.equal(service?.seen.length, 1);
  });

  it('ends calls under way when disposed of, and makes no further ones', async () => {
    const client = await connect(() => {
      client.dispose();
      return undefined;
    });
    const during = await ask(client);
    assertFailed(during, 'aborted', /has been closed/);
    assertFailed(await ask(client), 'aborted', /has been closed/);
    assert.equal(service?.seen.length, 1);
  });

  it('does not follow a redirect: the key is in the request', async () => {
    const elsewhere = await startService(() => said(running));
    const client = await connect(() => ({
      status: 307,
      headers: { location: `${elsewhere.endpoint}/?token=secret` },
      body: '',
    }));
    const result = await ask(client);
    assertFailed(result, 'badReply', /redirects to 127\.0\.0\.1:\d+ \(HTTP 307\).*Check the endpoint/);
    assert.ok(!result.errorMessage.includes('secret'));
    assert.equal(elsewhere.seen.length, 0);
    await elsewhere.close();
  });

  it('refuses an answer that is too large while it comes in', async () => {
    let written = 0;
    const client = await connect((_seen, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 'x');
      const more = (): void => {
        if (response.destroyed) return;
        written += chunk.length;
        response.write(chunk, more);
      };
      more();
      return undefined;
    });
    assertFailed(await ask(client), 'badReply', /larger than 16 MB/);
    assert.ok(written < 64 * 1024 * 1024, 'the rest was not read');
  });

  it('sees through a small answer that unpacks to a large one', async () => {
    const body = gzipSync(Buffer.alloc(20 * 1024 * 1024, ' '));
    const client = await connect(() => ({ headers: { 'content-encoding': 'gzip' }, body }));
    assertFailed(await ask(client), 'badReply', /larger than 16 MB/);
  });

  it('puts together an answer that comes in parts, cut in the middle of a character', async () => {
    const body = Buffer.from(said({ ...running, action: '查询上海天气 🙂' }).body);
    const client = await connect((_seen, response) => {
      const middle = body.indexOf(Buffer.from('🙂')) + 2;
      response.write(body.subarray(0, middle), () => setImmediate(() => response.end(body.subarray(middle))));
      return undefined;
    });
    assert.equal((await ask(client)).taskAction, '查询上海天气 🙂');
  });

  it('reads a packed answer', async () => {
    const { body } = said(running);
    const client = await connect(() => ({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(body) }));
    assert.equal((await ask(client)).taskAction, 'Typing');
  });

  for (const [how, head] of [
    ['a length', 'Content-Length: 500\r\n'],
    ['chunks', 'Transfer-Encoding: chunked\r\n'],
  ] as const) {
    it(`does not take half an answer for one (${how})`, async () => {
      const half = '{"RequestId":"R","Success":true';
      const body = how === 'chunks' ? `${half.length.toString(16)}\r\n${half}\r\n` : half;
      const server = net.createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${head}\r\n${body}`));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      assert.ok(typeof address === 'object' && address);
      bay = new AgentBay({ apiKey: 'akm-test-key', endpoint: `http://127.0.0.1:${address.port}`, clock });
      assertFailed(await ask(bay), 'network', /the connection was cut/);
      await new Promise((resolve) => server.close(resolve));
    });
  }

  for (const [what, body, words] of [
    ['nothing', '', /\(HTTP 200, empty\)/],
    ['a list', '[1]', /damaged JSON/],
    ['a word', '"ok"', /not JSON, it begins: "ok"/],
    ['broken JSON', '{"RequestId":', /damaged JSON/],
  ] as const) {
    it(`reports an answer that is ${what}`, async () => {
      const client = await connect(() => ({ body }));
      assertFailed(await ask(client), 'badReply', words);
    });
  }

  it('takes an answer without a result for what it is', async () => {
    const client = await connect(() => ok());
    assertFailed(await ask(client), 'badReply', /holds no result/);
  });

  it('reads the key anew for each call, and says so when there is none', async () => {
    const keys = ['akm-first', 'akm-second', ''];
    const client = await connect(() => said(running), { apiKey: () => Promise.resolve(keys.shift() ?? '') });
    await ask(client);
    await ask(client);
    assertFailed(await ask(client), 'unauthorised', /no API key.*Set the API key/);
    assert.deepEqual(
      service?.seen.map(({ form }) => form['Authorization']),
      ['Bearer akm-first', 'Bearer akm-second'],
    );
  });
});

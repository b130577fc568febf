import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { TestLocal } from '../support';

interface Raw {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** A request with whatever headers; `fetch` would correct them. */
async function raw(
  local: TestLocal,
  headers: Readonly<Record<string, string>>,
  body = '',
  path = '/?Action=ListSession',
): Promise<Raw> {
  const outgoing = request(`${local.local.endpoint}${path}`, { method: 'POST', headers });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

describe('AgentBay Local, its door', () => {
  const local = new TestLocal();
  let key = '';
  before(async () => {
    await local.start();
    key = `Authorization=${encodeURIComponent(`Bearer ${local.local.apiKey}`)}`;
  });
  after(() => local.stop());

  it('lets in who has the key', async () => {
    assert.equal((await raw(local, {}, key)).status, 200);
  });

  it('refuses an address that is none without a fuss', async () => {
    assert.equal((await raw(local, {}, key, '//')).status, 404);
    assert.deepEqual(local.warnings, []);
  });

  it('takes localhost for its own name', async () => {
    const { port } = new URL(local.local.endpoint);
    assert.equal((await raw(local, { host: `localhost:${port}` }, key)).status, 200);
  });

  for (const host of ['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1.evil.example', '0.0.0.0']) {
    it(`refuses the host ${host}, key or not`, async () => {
      const answer = await raw(local, { host }, key);
      assert.equal(answer.status, 403);
      assert.doesNotMatch(answer.text, /akm-/u);
    });
  }

  for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
    it(`refuses a page from ${origin}`, async () => {
      const answer = await raw(local, { origin }, key);
      assert.equal(answer.status, 403);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    });
  }

  it('refuses the question a browser asks before a foreign request', async () => {
    const response = await fetch(local.local.endpoint, { method: 'OPTIONS' });
    assert.equal(response.status, 405);
  });

  for (const [what, field] of [
    ['no key', ''],
    ['an empty key', 'Authorization=Bearer%20'],
    ['a wrong key', `Authorization=Bearer%20akm-local-${'0'.repeat(48)}`],
    ['a key without Bearer', 'Authorization=akm'],
  ] as const) {
    it(`answers NOT_LOGIN to ${what}`, async () => {
      const { status, text } = await raw(local, {}, field);
      const envelope = JSON.parse(text) as Readonly<Record<string, unknown>>;
      assert.equal(status, 400);
      assert.equal(envelope['Code'], 'NOT_LOGIN');
      assert.equal(envelope['HostId'], new URL(local.local.endpoint).host);
    });
  }

  it('tells nobody without a key which actions there are', async () => {
    assert.match((await raw(local, {}, '', '/?Action=NoSuchAction')).text, /NOT_LOGIN/u);
  });

  it('has another key each time', async () => {
    const other = await new TestLocal().start();
    assert.notEqual(other.local.apiKey, local.local.apiKey);
    await other.stop();
  });

  it('reads a body of 1 MiB', async () => {
    const body = `${key}&X=`.padEnd(1024 * 1024, 'x');
    assert.equal((await raw(local, { 'content-length': String(body.length) }, body)).status, 200);
  });

  it('refuses a longer one that says so', async () => {
    const body = `${key}&X=`.padEnd(1024 * 1024 + 1, 'x');
    assert.equal((await raw(local, { 'content-length': String(body.length) }, body)).status, 413);
  });

  it('refuses a longer one that comes in chunks', async () => {
    const { port } = new URL(local.local.endpoint);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined); // The server hangs up while we are still talking.
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    const closed = once(socket, 'close');
    socket.write(
      `POST /?Action=ListSession HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    for (let sent = 0; sent < 20; sent++) socket.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
    socket.write('0\r\n\r\n');
    await closed;
    assert.match(text, /^HTTP\/1\.1 413 /u);
  });

  it('listens on loopback only', async function () {
    const { port } = new URL(local.local.endpoint);
    const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const outside = own.find(({ family, internal }) => family === 'IPv4' && !internal);
    if (!outside) return this.skip(); // A machine without a network has no other address to try.
    const socket = connect(Number(port), outside.address);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });
});

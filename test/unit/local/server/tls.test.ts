import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';
import path from 'node:path';
import { parseOptions } from '../../../../src/local/options';
import { TestLocal } from '../support';

const fixture = (name: string): string => path.join(__dirname, '../../../fixtures/tls', name);
const [cert, key] = [fixture('cert.pem'), fixture('key.pem')];

describe('AgentBay Local over TLS', () => {
  const local = new TestLocal();
  before(() => local.start(['--tls-cert', cert, '--tls-key', key]));
  after(() => local.stop());

  /** Asks over https, trusting the test's certificate. */
  async function ask(headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; text: string }> {
    const outgoing = https.request(`${local.local.endpoint}/?Action=CreateMcpSession`, {
      method: 'POST',
      agent: false,
      ca: readFileSync(cert),
      headers,
    });
    outgoing.end(`Authorization=Bearer%20${local.local.apiKey}`);
    const [response] = (await once(outgoing, 'response')) as [http.IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode ?? 0, text };
  }

  it('serves https, and tells of its other routes by their secure names', async () => {
    assert.match(local.local.endpoint, /^https:\/\/127\.0\.0\.1:\d+$/u);
    const { status, text } = await ask();
    assert.equal(status, 200);
    const { Data } = JSON.parse(text) as { Data: Readonly<Record<string, string>> };
    assert.ok(Data['LinkUrl']?.startsWith(`${local.local.endpoint}/link/`));
    assert.ok(Data['WsUrl']?.startsWith(`${local.local.endpoint.replace('https', 'wss')}/ws/`));
  });

  it('has the same door', async () => {
    assert.equal((await ask({ host: 'localhost:1' })).status, 403);
    assert.equal((await ask({ origin: 'https://evil.example' })).status, 403);
  });

  it('does not talk in clear', async () => {
    const outgoing = http.request(local.local.endpoint.replace('https', 'http'), { agent: false });
    outgoing.end();
    await assert.rejects(once(outgoing, 'response'));
  });

  it('cuts connections on demand', async () => {
    local.local.misbehave([{ when: { nth: 1 }, do: { kind: 'resetAfterReading' } }]);
    await assert.rejects(ask(), /socket hang up/u);
    assert.equal((await ask()).status, 200);
  });

  it('ends although somebody connected and never said a word of TLS', async () => {
    const other = await new TestLocal().start(['--tls-cert', cert, '--tls-key', key]);
    const silent = connect(Number(new URL(other.local.endpoint).port), '127.0.0.1');
    const cut = once(silent, 'close');
    silent.on('error', () => undefined); // Cut is what it is to be.
    await once(silent, 'connect');
    // A second one is through only when the server has seen the first.
    const voiced = https.request(other.local.endpoint, { agent: false, ca: readFileSync(cert) }).end();
    await once(voiced, 'response');
    await other.stop();
    await cut;
  });
});

describe('AgentBay Local, its certificate', () => {
  for (const [args, says] of [
    [['--tls-cert', cert], /--tls-cert and --tls-key go together/u],
    [['--tls-key', key], /--tls-cert and --tls-key go together/u],
    [['--tls-cert', fixture('none.pem'), '--tls-key', key], /The certificate ".*none\.pem" cannot be read: ENOENT/u],
    [['--tls-cert', cert, '--tls-key', fixture('none.pem')], /The key ".*none\.pem" cannot be read: ENOENT/u],
    [['--tls-cert', key, '--tls-key', key], /key\.pem" holds no certificate in PEM/u],
    [['--tls-cert', cert, '--tls-key', cert], /cert\.pem" holds no key in PEM/u],
    [
      ['--tls-cert', cert, '--tls-key', fixture('other-key.pem')],
      /other-key\.pem" does not belong to the certificate/u,
    ],
  ] as const) {
    it(`is refused in a line: ${args.map((arg) => path.basename(arg)).join(' ')}`, () => {
      assert.throws(() => parseOptions(args, {}), says);
    });
  }
});

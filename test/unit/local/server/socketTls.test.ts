import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import path from 'node:path';
import type { Script } from '../../../../src/local/script/script';
import { TestLocal } from '../support';
import { SocketClient, type Door } from './socketClient';

const fixture = (name: string): string => path.join(__dirname, '../../../fixtures/tls', name);
const [cert, key] = [fixture('cert.pem'), fixture('key.pem')];

const script: Script = [
  { task: 'whole', steps: [{ content: 'Hi.' }], end: { status: 'finished', product: 'Hi.' } },
  { task: 'cut', steps: [{ content: 'x'.repeat(300_000) }, { drop: 'cut' }], end: 'never' },
];

describe('AgentBay Local, WebSockets over TLS', () => {
  const local = new TestLocal();
  const ca = readFileSync(cert);
  before(() => local.start(['--tls-cert', cert, '--tls-key', key], {}, { script }));
  after(() => local.stop());

  async function open(): Promise<SocketClient> {
    const { endpoint, apiKey } = local.local;
    const request = https.request(`${endpoint}/?Action=CreateMcpSession`, { method: 'POST', agent: false, ca });
    request.end(`ImageId=mobile_latest&Authorization=Bearer%20${apiKey}`);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    const { WsUrl, Token } = (JSON.parse(text) as { Data: Readonly<Record<'WsUrl' | 'Token', string>> }).Data;
    const door: Door = { url: WsUrl, token: Token };
    assert.match(door.url, /^wss:/u);
    return SocketClient.at(door, ca);
  }

  it('stream as they do in clear', async () => {
    const client = await open();
    client.execute('I', 'wuying_mobile_agent', 'whole');
    assert.deepEqual((await client.stream('I')).at(-1), { phase: 'end', status: 'finished', taskResult: 'Hi.' });
    await client.close();
  });

  it('are cut when all that was said before has left', async () => {
    const client = await open();
    client.execute('I', 'wuying_mobile_agent', 'cut');
    assert.equal(await client.closed(), 1006);
    assert.equal(String(client.frames[0]?.data['content']).length, 300_000);
  });
});

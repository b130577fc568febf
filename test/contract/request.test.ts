import assert from 'node:assert/strict';
import net from 'node:net';
import { AgentBay } from '../../src/core/api';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../support/fakeClock';

interface Captured {
  readonly requestLine: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Reads one request off a plain socket, byte for byte. */
async function captured(call: (bay: AgentBay) => Promise<unknown>): Promise<Captured> {
  let bytes = '';
  const server = net.createServer((socket) => {
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      bytes += chunk;
      if (!bytes.endsWith('0\r\n\r\n')) return;
      const reply = JSON.stringify({ RequestId: 'R', Code: 'ok', Success: true, Data: { SessionId: 'session-1' } });
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${reply.length}\r\n\r\n${reply}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  const endpoint = `http://127.0.0.1:${address.port}`;
  const bay = new AgentBay({ apiKey: 'akm-test-key', endpoint, clock: new FakeClock(BETWEEN_ATTEMPTS_MS) });
  await call(bay);
  bay.dispose();
  await new Promise((resolve) => server.close(resolve));
  const [head = '', ...body] = bytes.split('\r\n\r\n');
  const [requestLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 2),
  ]);
  return { requestLine, headers: Object.fromEntries(headers) as Record<string, string>, body: body.join('\r\n\r\n') };
}

const chunked = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;

describe('a request on the wire', () => {
  it('is, byte for byte, what the official SDK sends', async () => {
    const { requestLine, headers, body } = await captured((bay) => bay.get('session-04abc'));
    assert.match(
      requestLine,
      /^POST \/\?Action=GetSession&Format=json&Version=2025-05-06&Timestamp=2026-11-22T08%3A38%3A59Z&SignatureNonce=[0-9a-f]{64} HTTP\/1\.1$/,
    );
    assert.equal(body, '3b\r\nAuthorization=Bearer%20akm-test-key&SessionId=session-04abc\r\n0\r\n\r\n');
    assert.equal(headers['x-acs-version'], '2025-05-06');
    assert.equal(headers['x-acs-action'], 'GetSession');
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(headers['transfer-encoding'], 'chunked');
    assert.equal(headers['connection'], 'keep-alive');
    assert.match(headers['host'] ?? '', /^127\.0\.0\.1:\d+$/);
    assert.match(headers['user-agent'] ?? '', /^agentbay-vscode /);
    for (const name of ['authorization', 'content-length', 'cookie']) assert.ok(!(name in headers), name);
  });

  it('uses a fresh nonce each time', async () => {
    const [first, second] = [await captured((bay) => bay.get('s-1')), await captured((bay) => bay.get('s-1'))];
    assert.notEqual(first.requestLine, second.requestLine);
  });

  it('encodes a task of any characters by RFC 3986', async () => {
    const task = `Say "it's 100% (fun)!" * a+b & c=d; 查询上海天气 🙂 ~_.-\n\uD800`;
    const { body } = await captured((bay) => bay.session('s-1').agent.computer.executeTask(task));
    const args =
      '%7B%22task%22%3A%22Say%20%5C%22it%27s%20100%25%20%28fun%29%21%5C%22%20%2A%20a%2Bb%20%26%20c%3Dd%3B%20' +
      '%E6%9F%A5%E8%AF%A2%E4%B8%8A%E6%B5%B7%E5%A4%A9%E6%B0%94%20%F0%9F%99%82%20~_.-%5Cn%5Cud800%22%7D';
    const form = `Authorization=Bearer%20akm-test-key&SessionId=s-1&Name=flux_execute_task&Args=${args}&Server=&AutoGenSession=false`;
    assert.equal(body, chunked(form));
  });

  it('puts labels and the idle time of a new session where the service wants them', async () => {
    const { requestLine, body } = await captured((bay) =>
      bay.create({ imageId: 'linux_latest', labels: { project: 'demo' }, idleTimeoutSeconds: 300 }),
    );
    assert.match(requestLine, /^POST \/\?Action=CreateMcpSession&/);
    assert.equal(
      body,
      chunked(
        'Authorization=Bearer%20akm-test-key&ImageId=linux_latest&Labels=%7B%22project%22%3A%22demo%22%7D&Timeout=300',
      ),
    );
  });

  it('names the image although nobody asked for one', async () => {
    const { body } = await captured((bay) => bay.create());
    assert.equal(body, chunked('Authorization=Bearer%20akm-test-key&ImageId=linux_latest'));
  });
});

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { ServiceError } from '../../../../src/core/api';
import { Connections, type ConnectionSettings } from '../../../../src/core/connection/connections';
import { isLocalAlive } from '../../../../src/core/connection/localAlive';
import { LocalProcess, type LocalStop } from '../../../../src/core/connection/localProcess';
import { aSession } from '../../../support/builders';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';

const GREETING = `console.log(JSON.stringify({ endpoint: 'http://127.0.0.1:1', apiKey: 'akm-local' }));`;
const OBEDIENT = `${GREETING} process.on('message', () => process.exit(0)); process.on('disconnect', () => process.exit(0));`;

describe('the process of AgentBay Local', () => {
  let local: LocalProcess;
  let log: MemoryLog;
  let stops: LocalStop[];
  afterEach(() => local.stop());
  const folder = temporaryFolder();

  /** Real child processes, of small scripts: how a process behaves is what matters here, not what the server can do. */
  const withScript = async (code: string): Promise<LocalProcess> => {
    const script = path.join(folder(), 'local.js');
    await writeFile(script, code);
    log = new MemoryLog();
    local = new LocalProcess({ script, args: () => ['--headed'], log });
    stops = [];
    local.onDidStop((stop) => stops.push(stop));
    return local;
  };
  const stopped = async (): Promise<void> => {
    while (stops.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('starts on first need, once', async () => {
    await withScript(OBEDIENT);
    assert.equal(local.running, undefined);
    const [one, two] = await Promise.all([local.start(), local.start()]);
    assert.equal(one, two);
    assert.equal(one.endpoint, 'http://127.0.0.1:1');
    assert.equal(local.running, one);
  });

  it('hands over the options, but not the key of the cloud', async () => {
    process.env['AGENTBAY_API_KEY'] = 'akm-cloud';
    try {
      await withScript(
        `console.error(JSON.stringify([process.argv.slice(2), process.env.AGENTBAY_API_KEY ?? null])); ${OBEDIENT}`,
      );
      await local.start();
      await local.stop();
      assert.ok(log.lines.includes('warn AgentBay Local: [["--port","0","--headed"],null]'), log.lines.join('\n'));
    } finally {
      delete process.env['AGENTBAY_API_KEY'];
    }
  });

  it('ends when told, and is told apart from an end of its own', async () => {
    await withScript(OBEDIENT);
    const { pid } = await local.start();
    await local.stop();
    assert.throws(() => process.kill(pid, 0));
    assert.equal(stops.length, 1);
    assert.match(stops[0]!.reason, /was stopped/);
  });

  it('is killed when it does not listen', async () => {
    await withScript(`${GREETING} process.on('message', () => {}); setInterval(() => {}, 1000);`);
    const { pid } = await local.start();
    await local.stop();
    assert.throws(() => process.kill(pid, 0));
  });

  it('says that it died, and comes back on the next need', async () => {
    await withScript(OBEDIENT);
    const { pid } = await local.start();
    process.kill(pid, 'SIGKILL');
    await stopped();
    assert.equal(stops[0]?.pid, pid);
    assert.match(stops[0].reason, /stopped unexpectedly \(SIGKILL\)/);
    assert.equal(local.running, undefined);
    const again = await local.start();
    assert.notEqual(again.pid, pid);
  });

  it('says why it cannot start, in its own last words, and tries anew next time', async () => {
    await withScript(`console.error('The port is taken.'); process.exit(1);`);
    await assert.rejects(
      local.start(),
      (error) => error instanceof ServiceError && error.message.includes('The port is taken'),
    );
    await writeFile(path.join(folder(), 'local.js'), OBEDIENT);
    assert.equal((await local.start()).apiKey, 'akm-local');
  });

  it('refuses a greeting that is none', async () => {
    await withScript(`console.log('hello'); setInterval(() => {}, 1000);`);
    await assert.rejects(local.start(), ServiceError);
    assert.equal(local.running, undefined);
  });

  it('ends for whoever waits even when a listener of the end throws', async () => {
    await withScript(OBEDIENT);
    await local.start();
    log.info = () => {
      throw new Error('Channel has been closed');
    };
    const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
    const others = process.listeners('uncaughtException').slice(0, -1);
    for (const other of others) process.off('uncaughtException', other);
    await local.stop();
    await thrown;
    for (const other of others) process.on('uncaughtException', other);
  });

  it('ends with its parent', async () => {
    // The child's channel closes when its parent is gone: what `disconnect` brings about here.
    await withScript(OBEDIENT);
    const { pid } = await local.start();
    local.dispose();
    await stoppedProcess(pid);
  });
});

describe('whether a Local still runs', () => {
  it('takes its process and its port', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const session = aSession({ connection: 'local', endpoint: `http://127.0.0.1:${port}`, localPid: process.pid });
    assert.equal(await isLocalAlive(session), true);
    assert.equal(await isLocalAlive({ ...session, localPid: 2 ** 22 + 1 }), false);
    const answer = isLocalAlive(session);
    for (const since = performance.now(); performance.now() - since < 1_200;);
    assert.equal(await answer, true, 'we were busy, and not it that is gone');
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await isLocalAlive(session), false);
  });
});

async function stoppedProcess(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the connections', () => {
  let settings: ConnectionSettings;
  let key: string | undefined;
  const server = { endpoint: 'http://127.0.0.1:9', apiKey: 'akm-local', pid: 42 };
  let connections: Connections;
  let starts: number;

  beforeEach(() => {
    settings = { connection: 'auto', endpoint: '' };
    key = undefined;
    starts = 0;
    connections = new Connections({
      settings: () => settings,
      apiKey: () => Promise.resolve(key),
      local: {
        start: () => {
          starts += 1;
          return Promise.resolve(server);
        },
        running: server,
      },
      clock: new FakeClock(),
      log: new MemoryLog(),
    });
  });
  afterEach(() => connections.dispose());

  it('lead to Local while there is no key, then to the cloud, unless the person chose', async () => {
    assert.equal(await connections.current(), 'local');
    key = 'akm-1';
    assert.equal(await connections.current(), 'cloud');
    settings = { connection: 'local', endpoint: '' };
    assert.equal(await connections.current(), 'local');
  });

  it('need a key for the cloud, and say how to set it', async () => {
    await assert.rejects(connections.open('cloud'), /AgentBay: Set API Key/);
  });

  it('say what is wrong with an endpoint', async () => {
    key = 'akm-1';
    settings = { connection: 'cloud', endpoint: 'http://example.com' };
    await assert.rejects(
      connections.open('cloud'),
      (error) => error instanceof ServiceError && error.kind === 'badInput',
    );
  });

  it('start Local for a new session, never for a question about an old one', async () => {
    const opened = await connections.open('local');
    assert.deepEqual([opened.endpoint, opened.localPid, starts], ['http://127.0.0.1:9', 42, 1]);
    const other = aSession({ connection: 'local', endpoint: 'http://127.0.0.1:8', localPid: 41 });
    assert.throws(() => connections.clientOf(other), /another window/);
    assert.equal(starts, 1);
  });

  it('ask about a session only where it lives', async () => {
    key = 'akm-1';
    settings = { connection: 'auto', endpoint: 'one.example' };
    const { client, endpoint } = await connections.open('cloud');
    const session = aSession({ endpoint });
    assert.equal(connections.clientOf(session), client);
    settings = { connection: 'auto', endpoint: ' https://ONE.example/ ' };
    assert.equal(connections.clientOf(session), client, 'the same service, spelled otherwise');
    settings = { connection: 'auto', endpoint: 'two.example' };
    assert.throws(() => connections.clientOf(session), /lives at https:\/\/one\.example/);
  });
});

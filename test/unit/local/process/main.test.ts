import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { browsersIn, isAlive } from '../processes';

/** Bundles Local as the package does, only that it takes the driver from where it is installed. */
async function bundle(folder: string): Promise<string> {
  const driver = createRequire(import.meta.url).resolve('playwright-core');
  const outfile = path.join(folder, 'local.cjs');
  await build({
    entryPoints: ['src/local/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    alias: { 'playwright-core': driver },
    external: [driver],
  });
  return outfile;
}

interface Line {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly pid: number;
}

describe('AgentBay Local, the process', function () {
  this.timeout(30_000);
  let temporary: string;
  let program: string;
  let bundled: string;
  const children: ChildProcess[] = [];
  before(async () => {
    bundled = mkdtempSync(path.join(os.tmpdir(), 'ab-'));
    program = await bundle(bundled);
  });
  after(() => rmSync(bundled, { recursive: true, force: true }));
  beforeEach(() => {
    temporary = mkdtempSync(path.join(os.tmpdir(), 'ab-'));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(temporary, { recursive: true, force: true });
  });

  function start(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = fork(program, args, {
      execArgv: [], // The tests' own loader is not needed there.

      silent: true,
      env: { ...process.env, TMPDIR: temporary, ...env },
    });
    children.push(child);
    return child;
  }
  async function firstLine(child: ChildProcess): Promise<Line> {
    let text = '';
    for await (const chunk of child.stdout ?? []) {
      text += String(chunk);
      if (text.includes('\n')) break;
    }
    return JSON.parse(text) as Line;
  }
  const roots = (): readonly string[] => readdirSync(temporary).filter((name) => name.startsWith('agentbay-local-'));
  /** Begins a task that keeps a browser busy, and gives the browser's processes once they are there. */
  async function withBrowser({ endpoint, apiKey }: Line): Promise<readonly number[]> {
    const call = async (
      action: string,
      fields: Readonly<Record<string, string>>,
    ): Promise<{ Data: { SessionId?: string } }> => {
      const body = new URLSearchParams({ Authorization: `Bearer ${apiKey}`, ...fields });
      return (await fetch(`${endpoint}/?Action=${action}`, { method: 'POST', body })).json() as Promise<{
        Data: { SessionId?: string };
      }>;
    };
    const { Data } = await call('CreateMcpSession', {});
    const fields = {
      SessionId: Data.SessionId ?? '',
      Name: 'flux_execute_task',
      Args: '{"task":"open the browser and wait 50 seconds"}',
    };
    await call('CallMcpTool', fields);
    return until(() => {
      const found = browsersIn(temporary);
      return found.length > 2 ? found : undefined;
    });
  }

  it('prints one line, and ends in order on SIGTERM', async () => {
    const child = start();
    let output = '';
    child.stdout?.on('data', (data) => (output += String(data)));
    await until(() => output.includes('\n') || undefined);
    const line = JSON.parse(output) as Line;
    assert.match(line.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/u);
    assert.match(line.apiKey, /^akm-local-[0-9a-f]{48}$/u);
    assert.equal(line.pid, child.pid);
    await withBrowser(line);
    assert.equal(roots().length, 1);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.deepEqual(browsersIn(temporary), []);
    assert.deepEqual(
      readdirSync(temporary).filter((name) => !name.startsWith('tsx-')),
      [],
    );
    assert.equal(output.trim().split('\n').length, 1);
    await assert.rejects(fetch(line.endpoint));
  });

  it('ends on the message that stands for a signal, and when its parent lets go of it', async () => {
    const told = start();
    await firstLine(told);
    told.send({ type: 'something else' });
    told.send({ type: 'stop' });
    assert.deepEqual(await once(told, 'exit'), [0, null]);
    const left = start();
    await firstLine(left);
    left.disconnect();
    assert.deepEqual(await once(left, 'exit'), [0, null]);
    assert.deepEqual(roots(), []);
  });

  it('ends when its parent is killed', async () => {
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const c = require('node:child_process').fork(${JSON.stringify(program)}, [], { silent: true }); c.stdout.pipe(process.stdout);`,
      ],
      { env: { ...process.env, TMPDIR: temporary } },
    );
    children.push(parent);
    const line = await firstLine(parent);
    await withBrowser(line);
    parent.kill('SIGKILL');
    await until(() => !isAlive(line.pid) || undefined);
    await until(() => browsersIn(temporary).length === 0 || undefined);
    assert.deepEqual(roots(), []);
  });

  it('takes its browsers along when it is killed, and the next one clears up after it', async () => {
    const killed = start();
    await withBrowser(await firstLine(killed));
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await until(() => browsersIn(temporary).length === 0 || undefined);
    const [left] = roots();
    assert.ok(left, 'a killed process cannot clear up');
    const next = start();
    await firstLine(next);
    assert.equal(existsSync(path.join(temporary, left)), false);
    next.send({ type: 'stop' });
    await once(next, 'exit');
    assert.deepEqual(roots(), []);
  });

  it('says in one line what is wrong with its options', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const cases: readonly (readonly [args: readonly string[], code: number, says: RegExp])[] = [
      [['--port', 'many'], 2, /^--port must be a number from 0 to 65535, not "many"\.\n$/u],
      [['--colour'], 2, /^Unknown option '--colour'[^\n]*\n$/u],
      [
        ['--search-engines', '{"yahoo":"x"}'],
        2,
        /^There is no search engine "yahoo"; there are baidu, bing and google\.\n$/u,
      ],
      [['--port', port], 1, /^Port \d+ is in use by another program; choose another, or 0\.\n$/u],
    ];
    for (const [args, code, says] of cases) {
      const child = start(args);
      let complaint = '';
      child.stderr?.on('data', (data) => (complaint += String(data)));
      assert.deepEqual(await once(child, 'close'), [code, null], args.join(' '));
      assert.match(complaint, says);
    }
    busy.close();
    assert.deepEqual(roots(), []);
  });

  it('explains itself', async () => {
    const child = start(['--help']);
    let text = '';
    child.stdout?.on('data', (data) => (text += String(data)));
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.match(text, /--search-engines <json>/u);
  });
});

/** Asks until there is an answer; the test's own timeout is the limit. */
async function until<T>(ask: () => T | undefined): Promise<T> {
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    await sleep(30);
  }
}

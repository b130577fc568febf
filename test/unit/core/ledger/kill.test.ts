import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import { Store } from '../../../../src/core/store/store';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';

/** Set by `npm run test:soak`. */
const isSoak = process.env['AGENTBAY_SOAK'] === '1';
/** In how many ledgers at a time, and how often in each, a window is killed. */
const LEDGERS = 2;
const KILLS = isSoak ? 100 : 9;
/** The latest moment after a window has begun, or has opened its ledger. */
const LONGEST_LIFE_MS = 60;

describe('a window that is killed', function () {
  this.timeout(isSoak ? 600_000 : 60_000);
  const folder = temporaryFolder();

  it('loses nothing that was on disk, whatever it was at', async () => {
    const script = path.join(folder(), 'dayOfAWindow.cjs');
    await build({
      entryPoints: [path.join(import.meta.dirname, 'support/dayOfAWindow.ts')],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'error',
    });
    const seen = await Promise.all(Array.from({ length: LEDGERS }, (_, n) => manyLives(script, `ledger ${n}`)));
    const died = seen.flat();
    assert.ok(died.filter((said) => !said.includes('open')).length > 0, 'None was killed while it opened the ledger.');
    assert.ok(died.filter((said) => said.length > 2).length > KILLS / 3, 'Hardly any was killed at work.');
  });

  /** @returns What each window said before it died. */
  async function manyLives(script: string, name: string): Promise<string[][]> {
    const place = path.join(folder(), name);
    await mkdir(place, { recursive: true });
    /** What must be there, by id of the task: the state, and how many actions. */
    const promised = new Map<string, { state: string; actions: number }>();
    const lives: string[][] = [];
    for (let n = 0; n < KILLS; n++) {
      await leaveWork(place, n, promised);
      const said = await lifeAndDeath(script, place, `w${n}`, n);
      lives.push(said);
      for (const line of said) note(line, promised);
      await check(place, promised, `w${n}-`, `${name}, life ${n}: ${said.at(-1) ?? 'nothing'}`);
    }
    return lives;
  }

  /** Makes the next window migrate, rewrite the index, rebuild a part of it, and close what was left open. */
  async function leaveWork(
    place: string,
    n: number,
    promised: Map<string, { state: string; actions: number }>,
  ): Promise<void> {
    await mkdir(path.join(place, 'tasks'), { recursive: true });
    await mkdir(path.join(place, 'ledger-2/tasks'), { recursive: true });
    for (let k = 0; k < 5; k++) {
      const id = `old-${n}-${k}`;
      const actions = [1, 2].map((at) => ({ at, text: `step ${at}` }));
      const product = `Product of ${id}`;
      const task = { id, connection: 'cloud', agent: 'computer', text: 'x', createdAt: 1, actions, product };
      const ended = k % 2 === 0 ? { state: 'finished', endedAt: 9 } : { state: 'running', sessionId: 's', taskId: id };
      await writeFile(path.join(place, 'tasks', `${id}.json`), JSON.stringify({ ...task, ...ended }));
      promised.set(id, { state: ended.state, actions: 2 });
    }
    const garbage = `${JSON.stringify({ v: 2, id: 'gone' })}\n`;
    await appendFile(path.join(place, 'ledger-2/tasks.index'), garbage.repeat(n % 2 === 0 ? 700 : 10));
  }

  /** @returns What the window said. */
  async function lifeAndDeath(script: string, place: string, windowId: string, n: number): Promise<string[]> {
    const child = spawn(process.execPath, [script, place, windowId], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    // Every third is killed while it opens the ledger, or soon after.
    const signal = n % 3 === 0 ? 'opening' : 'open';
    const gone = new Promise((resolve) => child.once('close', resolve));
    let begin: (() => void) | undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(line);
      if (line === signal) begin?.();
    });
    await Promise.race([begun, gone]);
    await pause(Math.random() * LONGEST_LIFE_MS);
    child.kill('SIGKILL');
    await gone;
    return said;
  }

  function note(line: string, promised: Map<string, { state: string; actions: number }>): void {
    const [id = '', what = '', count] = line.split(' ');
    assert.notEqual(id, 'error', line);
    if (what === '') return;
    const known = promised.get(id);
    if (what === 'action') promised.set(id, { state: 'running', actions: Number(count) });
    else promised.set(id, { state: what, actions: known?.actions ?? 0 });
  }

  async function check(
    place: string,
    promised: ReadonlyMap<string, { state: string; actions: number }>,
    latest: string,
    when: string,
  ): Promise<void> {
    const log = new MemoryLog();
    const clock = new FakeClock();
    const store = await Store.open({ folder: place, windowId: 'check', teller: () => '', clock, log });
    const order = ['submitting', 'running', 'finished'];
    for (const [id, { state, actions }] of promised) {
      const task = store.task(id);
      assert.ok(task, `${when}: ${id} is missing`);
      assert.ok(order.indexOf(task.state) >= order.indexOf(state), `${when}: ${id} is ${task.state}, not ${state}`);
      assert.ok(task.entryCount >= actions, `${when}: ${id} has ${task.entryCount} of ${actions} actions`);
      if (task.state === 'finished' && (id.startsWith(latest) || id.startsWith('old'))) {
        assert.equal(await store.product(id), `Product of ${id}`, when);
        assert.equal((await store.timeline(id, 99)).entries.length, task.entryCount, when);
      }
    }
    const others = store.tasks().filter(({ id }) => !promised.has(id));
    assert.ok(others.length <= promised.size, when);
    for (const task of others) assert.notEqual(task.text, '', when);
    await store.flush();
    store.dispose();
    const asides = await readdir(path.join(place, 'ledger-2/set-aside')).catch(() => []);
    assert.deepEqual(asides, [], `${when}: no whole line may be damaged by a kill`);
    assert.deepEqual(
      log.lines.filter((line) => line.startsWith('error')),
      [],
    );
  }
});

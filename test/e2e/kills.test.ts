import assert from 'node:assert/strict';
import { signalProcess } from '../host/processes';
import { say } from '../host/say';
import { startCloud } from '../soak/cloud';
import { liveThrough } from '../soak/day';
import { script, textOf } from '../soak/scenarios';
import { openWorkbench, vsixFile } from './harness';

/** `npm run test:soak` has many more. */
const KILLS = 5;
const SEED = 4;

describe('an extension host that is killed', function () {
  this.timeout(480_000);

  it('again and again: no task is lost, doubled, sent again or told wrong', async () => {
    const lines: string[] = [];
    const { complaints, figures } = await liveThrough({
      seed: SEED,
      kills: KILLS,
      extension: { vsix: vsixFile() },
      say: (line) => lines.push(line),
    }).catch((error: unknown) => {
      lines.forEach(say);
      throw error;
    });
    assert.deepEqual(complaints, [], lines.join('\n'));
    assert.ok((figures['asked'] ?? 0) > KILLS, `only ${figures['asked']} tasks were asked for`);
  });

  describe('between sending and answer', () => {
    const text = textOf('endless', 'in doubt');

    it('comes back with the task as sent, unconfirmed, says what to do, and sends nothing again', async () => {
      const cloud = await startCloud(script);
      const vs = await openWorkbench({
        settings: { 'agentbay.endpoint': cloud.endpoint },
        env: { AGENTBAY_API_KEY: cloud.apiKey },
      });
      try {
        await vs.openContainer('AgentBay');
        cloud.watch((point, call) => {
          if (point !== 'isAnswered' || call.type !== 'execute') return undefined;
          for (const host of vs.extensionHosts()) signalProcess(host, 'SIGKILL');
          return 'lose';
        });
        await vs.command('AgentBay: Run Computer Task');
        await vs.answer(text);
        const row = vs.row(text).and(vs.page.locator('[aria-label*="Sent, unconfirmed"]'));
        await row.waitFor({ timeout: 30_000 });
        assert.equal(cloud.truth.taken(text).length, 1, 'the service has it');
        await row.click();
        const page = `main[data-state="unconfirmed"]`;
        for (const name of ['Look at Session', 'Run Again'])
          await vs.shows('AgentBay Task', `${page} button:has-text("${name}")`);
        assert.equal(cloud.truth.timesSent(text), 1);
      } finally {
        await vs.close();
        await cloud.close();
      }
    });
  });
});

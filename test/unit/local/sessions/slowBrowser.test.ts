import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { usualLimits } from '../../../../src/local/agent/context';
import { findBrowser } from '../../../../src/local/browser/find';
import { systemClock } from '../../../../src/local/clock';
import { usualEngines } from '../../../../src/local/options';
import { Sessions } from '../../../../src/local/sessions/sessions';
import { temporaryFolder } from '../../../support/temporary';

describe('AgentBay Local, a session whose browser is slow to start', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();

  it('leaves nothing behind when it is deleted meanwhile', async function () {
    if (process.platform === 'win32') return this.skip(); // The slow browser is a shell script.
    const [root, go, slow] = ['sessions', 'go', 'slow'].map((name) => path.join(folder(), name)) as [
      string,
      string,
      string,
    ];
    const browser = findBrowser(process.env['CHROME_PATH']);
    writeFileSync(slow, `#!/bin/sh\nwhile [ ! -e '${go}' ]; do sleep 0.1; done\nexec '${browser}' "$@"\n`);
    chmodSync(slow, 0o700);
    mkdirSync(root);
    const warnings: string[] = [];
    const sessions = new Sessions({
      root,
      browser: { chromium: slow, headed: false, noSandbox: process.env['AGENTBAY_LOCAL_NO_SANDBOX'] !== undefined },
      engines: usualEngines,
      limits: usualLimits,
      clock: systemClock,
      warn: (message) => warnings.push(message),
    });
    const session = sessions.create({ imageId: 'linux_latest', labels: {}, idleTimeoutMs: 300_000 });
    const opened = session.browser.page().then(
      () => 'opened',
      () => 'gone',
    );
    const own = path.join(root, session.id);
    while (!existsSync(own)) await new Promise((resolve) => setTimeout(resolve, 20));
    await sessions.delete(session);
    assert.equal(existsSync(own), false);
    writeFileSync(go, '');
    await session.browser.ended;
    while (existsSync(own)) await new Promise((resolve) => setTimeout(resolve, 20));
    await opened;
    assert.deepEqual(warnings, []);
  });
});

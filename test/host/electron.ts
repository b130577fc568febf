import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from './build';
import { prepareChromium } from './chromium';
import { atEnd, runScript } from './ending';
import { cache, root } from './paths';
import { openRun } from './runFolder';
import { say, step } from './say';
import { buildSuite } from './suite';

// `npm run test:electron [-- --version 1.100.0]`: the integration tests in a desktop VS Code, which is downloaded.
runScript(async () => {
  const { version = 'stable' } = parseArgs({ options: { version: { type: 'string' } }, strict: true }).values;
  await step('Building the extension', () => build());
  const suite = await buildSuite();
  const chromium = await step('Chromium', prepareChromium);
  const run = openRun('electron');
  const workspace = path.join(run.dir, 'workspace');
  fs.mkdirSync(workspace);
  atEnd(() => run.close().then((left) => left.forEach((what) => say(`left behind: ${what}`))));
  try {
    return await runTests({
      version,
      cachePath: cache,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      extensionTestsEnv: { ...run.env, AGENTBAY_LOCAL_CHROMIUM: chromium },
      launchArgs: [
        ...[workspace, '--disable-extensions', '--disable-workspace-trust', '--disable-gpu'],
        ...['--user-data-dir', path.join(run.temp, 'user-data')],
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  }
});

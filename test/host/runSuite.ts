import fs from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { openWindow } from './browser';
import { startServer, workbenchAddress } from './codeServer';
import type { Host } from './hosts';
import { failurePicture } from './failurePicture';
import { root } from './paths';
import { say } from './say';
import { buildSuite } from './suite';
import { none, oneFailed, parseTotals, sum, type Totals } from './totals';

const limitMs = 300_000;
const [mark, totalsMark] = ['@mocha ', '@totals '];

/** Opens the workbench with the suite and prints its report. Resolves when the suite has ended. */
async function watchSuite(page: Page, address: string): Promise<Totals> {
  let totals: Totals | undefined;
  const ended = new Promise<string | undefined>((resolve) => {
    const limit = setTimeout(() => resolve(`the suite did not end within ${limitMs / 1000} s`), limitMs);
    const end = (code: unknown): void => {
      clearTimeout(limit);
      resolve(totals ? undefined : `VS Code ended the suite with code ${String(code)} and no totals`);
    };
    void page.exposeFunction('codeAutomationExit', end);
    page.once('crash', () => end('of a crashed page'));
  });
  await page.exposeFunction('codeAutomationLog', (_type: unknown, args: readonly unknown[]) => {
    const line = format(...args);
    if (!line.startsWith(mark)) return;
    const text = line.slice(mark.length);
    if (text.startsWith(totalsMark)) totals = parseTotals(text.slice(totalsMark.length));
    else say(text);
  });
  await page.goto(address);
  const problem = await ended;
  if (problem === undefined) return totals ?? none;
  say(`  ${problem}`);
  return sum([totals ?? none, oneFailed]);
}

/** Runs `test/integration` in the extension host of a VS Code, with the extension as it is built. */
export async function runSuite(host: Host, chromium: string, grep?: string): Promise<Totals> {
  const suite = await buildSuite();
  const name = `integration-${host.name}`;
  const env = { AGENTBAY_LOCAL_CHROMIUM: chromium, ...(grep !== undefined && { AGENTBAY_TEST_GREP: grep }) };
  const server = await startServer({ host, name, env, driver: true });
  const folder = path.join(server.run.dir, 'workspace');
  fs.mkdirSync(folder);
  const { page, close } = await openWindow({ executablePath: chromium, run: server.run });
  const development = { extensionDevelopmentPath: root, extensionTestsPath: suite };
  const totals = await watchSuite(page, workbenchAddress(server, folder, development));
  if (totals.failed > 0) {
    const picture = failurePicture(name);
    await page.screenshot({ path: picture }).then(
      () => say(`  screenshot: ${picture}`),
      (error: unknown) => say(`  no screenshot: ${String(error)}`), // the page has crashed; the failure is counted
    );
  }
  await page.goto('about:blank'); // leaves VS Code as closing the window does
  const isGone = await server.isExtensionHostGone();
  await close();
  const left = [...(isGone ? [] : ['the extension host, after the window was closed']), ...(await server.stop())];
  left.forEach((what) => say(`  left behind: ${what}`));
  return left.length > 0 ? sum([totals, oneFailed]) : totals;
}

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openWindow } from './browser';
import { build } from './build';
import { prepareChromium } from './chromium';
import { startServer, workbenchAddress } from './codeServer';
import { runScript, ScriptError } from './ending';
import { prepareHost } from './hosts';
import { cache } from './paths';
import { until } from './processes';
import { say, step } from './say';
import { readTaskPage } from './taskPage';
import { testSite } from './testSite';
import { themes } from './themes';
import { Workbench } from './workbench';

/** A task to be run for real, and how it will stand when its picture is taken. */
interface Subject {
  readonly name: string;
  readonly task: string;
  readonly agent: 'Computer' | 'Browser';
  /** Enough of the task to find its row. */
  readonly row: string;
}

const subjects = (site: string): readonly Subject[] => [
  { name: 'finished', agent: 'Browser', task: 'Query the weather in Shanghai with Baidu', row: 'Query the weather' },
  { name: 'failed', agent: 'Computer', task: `Go to ${site}/shop and click "Buy the moon"`, row: 'Buy the moon' },
  { name: 'unsupported', agent: 'Computer', task: 'Book a table for two at eight', row: 'Book a table' },
  {
    name: 'steps',
    agent: 'Computer',
    task: `Go to ${site}/shop, type Bob into Name, select Large in Size, check Gift wrap, click Order and read the table`,
    row: 'type Bob',
  },
  { name: 'running', agent: 'Computer', task: `Open ${site}/ticking, then wait 60 seconds`, row: 'wait 60 seconds' },
];

/** Runs a task from the palette until it stands as its picture should show it. */
async function perform(workbench: Workbench, { name, agent, task }: Subject): Promise<void> {
  await workbench.command('View: Close All Editors');
  await workbench.command(`AgentBay: Run ${agent} Task`);
  await workbench.answer(task);
  const isThere = await until(async () => {
    const view = await readTaskPage(workbench);
    return view !== undefined && (name === 'running' ? view.actions.length > 1 : view.isSettled);
  }, 60_000);
  if (!isThere) throw new ScriptError(`"${task}" did not come to be ${name}.`);
}

/** Gives the rows room for their descriptions. */
async function widenSideBar({ page }: Workbench): Promise<void> {
  const edge = await page.locator('.part.sidebar').boundingBox();
  if (!edge) throw new ScriptError('The side bar is not in sight.');
  const [x, y] = [edge.x + edge.width + 1, edge.y + edge.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 80, y, { steps: 5 });
  await page.mouse.up();
}

async function picture(workbench: Workbench, { row }: Subject, file: string): Promise<void> {
  await workbench.command('View: Close All Editors');
  await workbench.clearToasts();
  await workbench.row(row).click();
  await until(async () => ((await readTaskPage(workbench))?.actions.length ?? -1) >= 0, 15_000);
  await workbench.page.mouse.move(900, 780); // so that no row looks hovered
  await workbench.page.waitForTimeout(1_000); // fonts and the last repaint
  await workbench.page.screenshot({ path: file });
  say(`  ${file}`);
}

// `npm run screenshots [-- --out <folder>]`: tree and task page in light, dark and high contrast, with real tasks.
runScript(async () => {
  const { out } = parseArgs({ options: { out: { type: 'string' } }, strict: true }).values;
  const folder = path.resolve(out ?? path.join(cache, 'screenshots'));
  fs.mkdirSync(folder, { recursive: true });
  await step('Building the extension', () => build());
  const executablePath = await step('Chromium', prepareChromium);
  const host = await step('VS Code for the browser', () => prepareHost('newest'));
  const { origin } = await testSite();
  for (const [theme, label] of Object.entries(themes)) {
    await step(`Pictures in ${label}`, async () => {
      const server = await startServer({
        host,
        name: 'pictures',
        extension: 'checkout',
        settings: {
          'workbench.colorTheme': label,
          'agentbay.local.searchEngines': { baidu: `${origin}/s?wd={query}` },
        },
        env: { AGENTBAY_LOCAL_CHROMIUM: executablePath },
      });
      const { page, close } = await openWindow({ executablePath, run: server.run, scale: 2 });
      const workbench = new Workbench(page);
      fs.mkdirSync(path.join(server.run.dir, 'workspace'));
      await workbench.open(workbenchAddress(server, path.join(server.run.dir, 'workspace')));
      await workbench.openContainer('AgentBay');
      await widenSideBar(workbench);
      for (const subject of subjects(origin)) await perform(workbench, subject);
      for (const subject of subjects(origin).toReversed()) {
        await picture(workbench, subject, path.join(folder, `${theme}-${subject.name}.png`));
      }
      await close();
      await server.stop();
    });
  }
  return 0;
});

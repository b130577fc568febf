import { parseStartArguments, sitePlaceholder, startUsage } from './arguments';
import { openWindow } from './browser';
import { build } from './build';
import { prepareChromium } from './chromium';
import { type Server, startServer, workbenchAddress } from './codeServer';
import { demoFolder } from './demoFolder';
import { hasDesktopCode, openDesktopCode } from './desktop';
import { runScript } from './ending';
import { type FollowOptions, followTask } from './followTask';
import { type Host, prepareHost } from './hosts';
import { say, step } from './say';
import { searchEnginesInReach } from './searchEngines';
import { testSite } from './testSite';
import { Workbench } from './workbench';

/** Whatever the person has set for the extension in the environment counts, as it would in a VS Code of theirs. */
function agentBayEnvironment(): Readonly<Record<string, string>> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[0].startsWith('AGENTBAY_') && entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

async function startWeb(host: Host, chromium: string, port: number): Promise<Server> {
  const searchEngines = await step('Asking whether the search engines can be reached', searchEnginesInReach);
  return step(`Starting VS Code ${host.version}`, () =>
    startServer({
      host,
      port,
      name: 'start',
      extension: 'checkout',
      settings: { 'agentbay.local.searchEngines': searchEngines },
      env: { AGENTBAY_LOCAL_CHROMIUM: chromium, ...agentBayEnvironment() },
    }),
  );
}

async function runTask(server: Server, chromium: string, options: FollowOptions): Promise<boolean> {
  const workbench = await step('Opening it in Chromium, without a screen', async () => {
    const { page } = await openWindow({ executablePath: chromium, run: server.run });
    const opened = new Workbench(page);
    await opened.open(workbenchAddress(server, demoFolder()));
    return opened;
  });
  const isOurSite = options.task.includes(sitePlaceholder);
  const task = isOurSite ? options.task.replaceAll(sitePlaceholder, (await testSite()).origin) : options.task;
  return followTask(workbench, { ...options, task });
}

function invite(server: Server): void {
  say(`\nOpen ${workbenchAddress(server, demoFolder())}`);
  say(
    'AgentBay is in the activity bar. Or press F1, choose "AgentBay: Run Computer Task", type "Open Chrome browser".',
  );
  say('Ctrl+C stops everything.');
}

// `npm start`: VS Code with the extension, to look at or to run one task in.
runScript(async () => {
  const options = parseStartArguments(process.argv.slice(2));
  if (!options) {
    say(startUsage);
    return 0;
  }
  const { task, web, port } = options;
  const isDesktop = task === undefined && !web && hasDesktopCode();
  const [chromium, host] = await Promise.all([
    step('Chromium', prepareChromium),
    isDesktop ? undefined : step('VS Code for the browser', () => prepareHost('newest')),
    step('Building the extension', () => build()),
  ]);
  say(`  Chromium is ${chromium}`);
  if (!host) {
    say('Opening the VS Code of this desktop.');
    return openDesktopCode(demoFolder(), chromium);
  }
  if (process.env['AGENTBAY_API_KEY']) say('  AGENTBAY_API_KEY is set: tasks go to AgentBay in the cloud.');
  const server = await startWeb(host, chromium, port);
  if (task !== undefined) return (await runTask(server, chromium, { ...options, task })) ? 0 : 1;
  invite(server);
  await server.crashed;
  say(`VS Code has ended:\n${server.log()}`);
  return 1;
});

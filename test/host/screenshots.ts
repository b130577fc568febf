import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build';
import { prepareChromium } from './chromium';
import { runScript } from './ending';
import { prepareHost } from './hosts';
import { paintedCloud } from './paintedCloud';
import { cache } from './paths';
import { type Subject, takePictures } from './pictures';
import { step } from './say';
import { testSite } from './testSite';
import { themes } from './themes';

/** Tasks that AgentBay Local works on. */
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
  {
    name: 'running',
    agent: 'Computer',
    task: `Open ${site}/ticking, then wait 60 seconds`,
    row: 'wait 60 seconds',
    stands: ({ actions }) => actions.at(-1)?.startsWith('Waiting') === true,
  },
];

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
    const file = ({ name }: Subject): string => path.join(folder, `${theme}-${name}.png`);
    const colours = { 'workbench.colorTheme': label };
    await step(`Pictures in ${label}`, () =>
      takePictures({
        ...{ host, executablePath, file, subjects: subjects(origin) },
        settings: { ...colours, 'agentbay.local.searchEngines': { baidu: `${origin}/s?wd={query}` } },
        env: { AGENTBAY_LOCAL_CHROMIUM: executablePath },
      }),
    );
    await step(`Pictures of what can go wrong, in ${label}`, async () => {
      const { endpoint, apiKey, subjects: doubtful, stop } = await paintedCloud();
      await takePictures({
        ...{ host, executablePath, file, subjects: doubtful },
        settings: { ...colours, 'agentbay.endpoint': endpoint },
        env: { AGENTBAY_API_KEY: apiKey },
        closedForMs: 11_000,
      });
      await stop();
    });
  }
  return 0;
});

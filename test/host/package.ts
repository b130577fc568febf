import fs from 'node:fs';
import { packageVsix } from './build';
import { runScript } from './ending';
import { say, step } from './say';

// `npm run package`: makes the .vsix that people install.
runScript(async () => {
  const file = await step('Building and packaging the extension', () => packageVsix());
  say(`${file} (${Math.round(fs.statSync(file).size / 1024)} kB)`);
  return 0;
});

import fs from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import * as vscode from 'vscode';

/** What the runner tells the suite, in the environment of VS Code. */
const { AGENTBAY_TEST_GREP: grep } = process.env;

/** In the browser's VS Code the console carries much besides: the runner prints the lines with this mark, without it. */
const mark = vscode.env.uiKind === vscode.UIKind.Web ? '@mocha ' : '';
const say = (...args: unknown[]): void => {
  for (const line of format(...args).split('\n')) console.log(`${mark}${line}`);
};

/** VS Code's entry to the suite: runs every `*.test.js` beside this bundle in the extension host. Rejects when one failed. */
export function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = say;
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false, forbidOnly: true, ...(grep && { grep }) });
  for (const file of fs.readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      say(`@totals ${JSON.stringify({ passed: passes, failed: failures, skipped: pending })}`);
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
  });
}

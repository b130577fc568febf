import { parseArgs } from 'node:util';
import { build } from '../host/build';
import { runChild } from '../host/children';
import { runScript, ScriptError } from '../host/ending';
import { say, since, step } from '../host/say';
import { liveThrough } from './day';

/** A whole number from 1. */
function whole(text: string, name: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ScriptError(`--${name} must be a whole number from 1, not "${text}".`);
}

/** The long form of the ledger's own kill test, in plain Node. @returns Its exit code. */
const killLedgers = (): Promise<number> =>
  runChild({
    command: process.execPath,
    args: ['--import', 'tsx', 'node_modules/mocha/lib/cli/cli.js', 'test/unit/core/ledger/kill.test.ts'],
    env: { AGENTBAY_SOAK: '1' },
  });

// `npm run test:soak [-- --kills 200] [-- --seed 1]`: a day on which VS Code's extension host is killed again and again.
runScript(async () => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { kills: text, seed: text }, strict: true });
  const kills = whole(values.kills ?? '200', 'kills');
  const seed = whole(values.seed ?? String(1 + Math.floor(Math.random() * 1e9)), 'seed');
  await step('Building the extension', () => build(true));
  const ledgerCode = await step('Killing windows that write the ledger', killLedgers);
  const startedAt = Date.now();
  say(`${kills} kills, seed ${seed}`);
  const { complaints, figures } = await liveThrough({ seed, kills, extension: 'checkout', say });
  say(
    `\n${kills} kills in ${since(startedAt)}, seed ${seed}: ${Object.entries(figures)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}`,
  );
  complaints.forEach((words) => say(`  ${words}`));
  const isLedgerWhole = ledgerCode === 0;
  const isAllWell = isLedgerWhole && complaints.length === 0;
  const verdict = isAllWell ? 'Nothing is missing, doubled, sent again or wrong.' : `${complaints.length} complaints.`;
  say(isLedgerWhole ? verdict : `${verdict} Windows that were killed left a ledger that is not whole: see above.`);
  return isAllWell ? 0 : 1;
});

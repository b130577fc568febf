import fs from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { runScript, ScriptError } from './ending';
import { sweepRuns } from './runFolder';
import { say, since } from './say';
import { type Stage, stages } from './stages';
import { describeTotals, none, oneFailed, sum, type Totals } from './totals';

const names = stages.flat().map(({ name }) => name);

/** `integration` means both of `integration-newest` and `integration-oldest`. */
const isMeant = (name: string, wish: string): boolean => name === wish || name.startsWith(`${wish}-`);

/** The names of the stages to run, with those that they need. */
function chosen(only: string | undefined): ReadonlySet<string> {
  const wishes = only?.split(',').map((wish) => wish.trim()) ?? names;
  for (const wish of wishes) {
    if (!names.some((name) => isMeant(name, wish))) {
      throw new ScriptError(`There is no stage "${wish}"; there are: ${names.join(', ')}.`);
    }
  }
  const wanted = stages.flat().filter(({ name }) => wishes.some((wish) => isMeant(name, wish)));
  return new Set(wanted.flatMap(({ name, needs }) => (needs === undefined ? [name] : [needs, name])));
}

/** Runs one stage. A crash is told and counts as a failure. */
async function runStage({ name, run }: Stage, grep: string | undefined): Promise<Totals> {
  const startedAt = Date.now();
  const totals = await run(grep).catch((error: unknown) => {
    say(error instanceof ScriptError ? error.message : String(error instanceof Error ? error.stack : error));
    return oneFailed;
  });
  say(`--- ${name}: ${describeTotals(totals)} (${since(startedAt)})`);
  return totals;
}

/** Every test ends what it starts: no folder of AgentBay Local in the temporary folder, no run of a VS Code without its owner. */
function leftBehind(): Totals {
  const folders = fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith('agentbay-local-'));
  const left = [...folders, ...sweepRuns()];
  left.forEach((what) => say(`left behind: ${what}`));
  return left.length > 0 ? oneFailed : none;
}

// `npm test`: everything, or what `--only unit,e2e` names; `--grep` chooses among the tests.
runScript(async () => {
  const options = { only: { type: 'string' }, grep: { type: 'string' } } as const;
  const { only, grep } = parseArgs({ options, strict: true }).values;
  const wanted = chosen(only);
  const results = new Map<string, Totals>();
  for (const row of stages) {
    const runnable = row.filter(({ name, needs }) => {
      if (!wanted.has(name)) return false;
      const isReady = needs === undefined || results.get(needs)?.failed === 0;
      if (!isReady) say(`--- ${name}: not run, because ${needs} failed`);
      return isReady;
    });
    if (runnable.length > 0) say(`\n=== ${runnable.map(({ name }) => name).join(', ')}`);
    const totals = await Promise.all(runnable.map((stage) => runStage(stage, grep)));
    runnable.forEach(({ name }, index) => results.set(name, totals[index] ?? oneFailed));
  }
  const all = sum([...results.values(), leftBehind()]);
  say(`\n${describeTotals(all)}`);
  return all.failed === 0 ? 0 : 1;
});

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, packageVsix } from './build';
import { prepareChromium } from './chromium';
import { runChild } from './children';
import { type HostName, prepareHost } from './hosts';
import { npmProgram } from './npm';
import { cache, root } from './paths';
import { runSuite } from './runSuite';
import { none, oneFailed, parseTotals, sum, type Totals } from './totals';

/** One part of `npm test`. */
export interface Stage {
  readonly name: string;
  /** A stage that must have gone well before. */
  readonly needs?: string;
  readonly run: (grep: string | undefined) => Promise<Totals>;
}

/** Whatever takes longer hangs: a machine with much else to do takes minutes for what takes one. */
const limitMs = 1_200_000;

/** A check that either passes or fails, as package.json defines it. */
const script = (name: string): Stage => ({
  name,
  run: async () => {
    const code = await runChild({ ...npmProgram(['run', '--silent', name]), isQuiet: true, limitMs });
    return code === 0 ? { ...none, passed: 1 } : oneFailed;
  },
});

/** Mocha in plain Node. When it ends badly and yet reports no failure, that is one. */
const mocha = (
  name: string,
  files: string,
  { needs, env }: { readonly needs?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Stage => ({
  name,
  ...(needs !== undefined && { needs }),
  run: async (grep) => {
    const report = path.join(os.tmpdir(), `${name}-totals`);
    const reporter = ['--reporter', path.join(root, 'test/host/totalsReporter.cjs')];
    const code = await runChild({
      command: process.execPath,
      args: [
        // Not bin/mocha.js, which would start a second process that signals have to find their way to.
        ...['--import', 'tsx', path.join(root, 'node_modules/mocha/lib/cli/cli.js')],
        ...['--forbid-only', ...reporter, ...(grep === undefined ? [] : ['--grep', grep]), files],
      ],
      env: { AGENTBAY_TEST_TOTALS: report, ...env },
      limitMs,
    });
    const totals = fs.existsSync(report) ? parseTotals(fs.readFileSync(report, 'utf8')) : none;
    fs.rmSync(report, { force: true });
    return code !== 0 && totals.failed === 0 ? sum([totals, oneFailed]) : totals;
  },
});

const integration = (host: HostName): Stage => ({
  name: `integration-${host}`,
  needs: 'build',
  run: async (grep) => runSuite(await prepareHost(host), await prepareChromium(), grep),
});

const vsix = path.join(cache, 'agentbay.vsix');

/** What the later stages need besides the build; it downloads the first time. */
const setup: Stage = {
  name: 'setup',
  run: async () => {
    await prepareChromium();
    for (const host of ['newest', 'oldest'] as const) await prepareHost(host);
    return none;
  },
};

/** All stages, in their order; those of one row run side by side. Setting up, building and packaging count when they fail. */
export const stages: readonly (readonly Stage[])[] = [
  [script('lint'), script('types'), setup],
  [{ name: 'build', run: () => build().then(() => none) }],
  [mocha('unit', 'test/unit/**/*.test.ts', { needs: 'build' })],
  [mocha('contract', 'test/contract/**/*.test.ts')],
  [integration('newest')],
  [integration('oldest')],
  [{ name: 'package', run: () => packageVsix(vsix).then(() => none) }],
  [mocha('e2e', 'test/e2e/**/*.test.ts', { needs: 'package', env: { AGENTBAY_VSIX: vsix } })],
];

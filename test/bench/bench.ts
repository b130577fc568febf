/**
 * `npm run bench [-- --quick] [-- --only a,c]`: what the API layer, the poller and the ledger cost, beside the least they could cost. Its figures are
 * ratios and aims, not tests: it fails only when it cannot measure. README.md beside this file says what each figure means.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Figure, printSummary } from './figure';
import { runInside } from './runInside';
import type { Bundle, Section } from './section';
import { calls } from './sections/calls';
import { day } from './sections/day';
import { heap } from './sections/heap';
import { imports } from './sections/imports';
import { ledger } from './sections/ledger';
import { redraw } from './sections/redraw';
import { tasks } from './sections/tasks';
import { tracked } from './sections/tracked';

/** By the letters that `--only` takes. */
const sections: Readonly<Record<string, Section>> = {
  ...{ a: calls, b: calls, c: heap, d: imports, e: tasks },
  ...{ f: tracked, g: redraw, h: day, i: ledger },
};

const USAGE = `Usage: npm run bench [-- --quick] [-- --only a,c]

  a, b  CPU and wall time of a call, connections opened
  c     heap kept after calls
  d     size of the API layer's bundle, time of its import
  e     tasks one after another and at once
  f     tracked tasks: CPU, event loop, memory
  g     redrawing the tree
  h     simulated days at work, against a poll every 3 s
  i     the ledger: writing, opening, recovery`;

function wanted(only: string | undefined): Set<Section> {
  const letters = only === undefined ? Object.keys(sections) : only.split(',').map((letter) => letter.trim());
  return new Set(
    letters.map((letter) => {
      const section = sections[letter];
      if (!section) throw new Error(`There is no part "${letter}".\n\n${USAGE}`);
      return section;
    }),
  );
}

/** Bundles by file name, as esbuild describes them. */
async function build(folder: string): Promise<Readonly<Record<string, Bundle>>> {
  return runInside(path.join(import.meta.dirname, 'build.cjs'), [folder]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  const chosen = wanted(values.only);
  const startedAt = performance.now();
  const bundles = mkdtempSync(path.join(os.tmpdir(), 'ab-bench-'));
  try {
    const cores = os.cpus();
    console.log(
      `Node ${process.version}, ${cores.length} x ${cores[0]?.model.trim() ?? 'CPU'}, load ${os.loadavg()[0]?.toFixed(1) ?? '?'}`,
    );
    const workshop = { bundles, built: await build(bundles), isQuick: values.quick, inside: runInside };
    const figures: Figure[] = [];
    for (const section of chosen) figures.push(...(await section(workshop)));
    printSummary(figures);
    console.log(`\n${Math.round((performance.now() - startedAt) / 1_000)} s`);
  } finally {
    rmSync(bundles, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

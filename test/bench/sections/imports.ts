import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Figure, median, printTable, spelled } from '../figure';
import type { Bundle, Section } from '../section';

interface Importing {
  readonly ms: number;
  readonly cpuMs: number;
  readonly loaded: readonly string[];
}

const script = path.join(import.meta.dirname, '../inside/importing.cjs');

/** What the API layer costs before it is used: the size of its bundle, and the time its import takes. */
export const imports: Section = async ({ bundles, built, isQuick, inside }) => {
  const lean = path.join(bundles, 'api.js');
  const runs: Importing[] = [];
  for (let run = 0; run < (isQuick ? 7 : 15); run += 1) runs.push(await inside<Importing>(script, [lean]));
  const loaded = [...new Set(runs.flatMap((run) => run.loaded))];
  const ms = median(runs.map((run) => run.ms));
  printTable('Bundled and minified, kB', [
    ['', 'as it is', 'gzipped'],
    ['without ws and ajv', ...sizes(lean)],
    ['with them', ...sizes(path.join(bundles, 'whole.js'))],
  ]);
  console.log(
    `  ws and ajv: ${whenLoaded(built['api.js'])}; modules loaded with the layer: ${loaded.join(', ') || 'none'}`,
  );
  const cpuMs = median(runs.map((run) => run.cpuMs));
  const all = runs.map((run) => spelled(run.ms)).join(' ');
  console.log(`\nImport in a fresh Node: ${spelled(ms)} ms (${all}), ${spelled(cpuMs)} ms of CPU`);
  return [
    { what: 'bundle without ws and ajv', value: bytesOf(lean) / 1_000, unit: 'kB', aim: 100 },
    { what: 'import of the bundle', value: ms, unit: 'ms', aim: 20 },
  ] satisfies Figure[];
};

const bytesOf = (file: string): number => readFileSync(file).length;

function sizes(file: string): string[] {
  return [bytesOf(file), gzipSync(readFileSync(file), { level: 9 }).length].map((bytes) => spelled(bytes / 1_000));
}

/** @throws when one of them is loaded with the layer instead of when it is used. */
function whenLoaded(bundle: Bundle | undefined): string {
  const lazy = (bundle?.imports ?? []).filter(({ path: name }) => /^(ws|ajv)\b/.test(name));
  const eager = lazy.filter(({ kind }) => kind !== 'dynamic-import');
  if (eager.length > 0) throw new Error(`Loaded with the layer: ${eager.map((one) => one.path).join(', ')}.`);
  return lazy.length === 0 ? 'not imported at all' : 'imported when they are used';
}

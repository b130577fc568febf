import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { cache, root } from './paths';

/**
 * Bundles `test/integration` for the extension host: the entry and each `*.test.ts`, side by side.
 * @returns The entry that VS Code is to load.
 */
export async function buildSuite(): Promise<string> {
  const from = path.join(root, 'test/integration');
  const outdir = path.join(cache, 'suite');
  fs.rmSync(outdir, { recursive: true, force: true });
  const tests = fs.readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  await build({
    entryPoints: ['index.ts', ...tests].map((file) => ({
      in: path.join(from, file),
      out: file.replace(/\.ts$/, '').replaceAll(path.sep, '-'),
    })),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    logLevel: 'warning',
    external: ['vscode', 'mocha', 'playwright-core'],
  });
  return path.join(outdir, 'index.js');
}

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a script for the tests of a suite, which start it as a process many times over: that takes a tenth of what translating
 * it anew each time does. Call it inside `describe`.
 */
export function bundledScript(source: URL): () => string {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'agentbay-script-'));
    await build({
      entryPoints: [source.pathname],
      outfile: path.join(folder, 'script.cjs'),
      ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'error' },
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));
  return () => path.join(folder, 'script.cjs');
}

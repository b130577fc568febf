import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Script } from '../../src/local/script/script';
import { temporaryFolder } from '../support/temporary';
import { startLocalService } from './support/localService';

const api = path.join(__dirname, '../../src/core/api');

/** The examples as a reader sees them. */
const examples = [...readFileSync(path.join(api, 'README.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
  ([, code = '']) => code,
);

const endless: Script = [{ steps: [{ action: 'Searching' }], end: 'never' }];
const quick = (product: unknown): Script => [
  { steps: [{ action: 'Searching' }], end: { status: 'finished', product } },
];

/** What each prints, with an agent that does as the script says. */
const expected: readonly [name: string, script: Script, prints: RegExp, calls: readonly string[]][] = [
  ['execute_task', endless, /^Task ID: \S+, Status: running\n$/, ['flux_execute_task']],
  [
    ...(['execute_task_and_wait', quick('Chrome is open.'), /^Task result: Chrome is open\.\n$/] as const),
    ['flux_execute_task', 'flux_get_task_status'],
  ],
  [
    ...(['get_task_status', endless, /^Status: running, Action: Searching\n$/] as const),
    ['flux_execute_task', 'flux_get_task_status'],
  ],
  [...(['terminate_task', endless, /^Terminated: true\n$/] as const), ['flux_execute_task', 'flux_terminate_task']],
  ['initialize', endless, /^Initialized: true\n$/, ['browser_use_initialize']],
  [
    ...(['the browser agent', quick({ weather: 'Sunny' })] as const),
    /^(Action: Searching\n)?Task result: \{\s*"weather": "Sunny"\s*\}\n$/,
    ['browser_use_execute_task', 'browser_use_get_task_status'],
  ],
];

describe('the examples in the README', () => {
  const folder = temporaryFolder();

  it('are the six of the API reference', () => assert.equal(examples.length, expected.length));

  for (const [index, [name, script, prints, calls]] of expected.entries()) {
    it(`${index + 1}: ${name}`, async () => {
      const service = await startLocalService({ script, routes: [] });
      try {
        const env = { AGENTBAY_API_KEY: service.apiKey, AGENTBAY_ENDPOINT: service.endpoint };
        assert.match(await run(examples[index] ?? '', folder(), env), prints);
        const tools = service.seen.map(({ form }) => form['Name']).filter((tool) => tool !== undefined);
        assert.deepEqual([...new Set(tools)], calls);
        const actions = service.seen.map(({ query }) => query['Action']);
        assert.equal(actions[0], 'CreateMcpSession');
        assert.ok(actions.includes('DeleteSessionAsync'));
      } finally {
        await service.close();
      }
    }).timeout(60_000);
  }
});

/** Builds an example beside the layer it imports, and runs it in a process of its own until that ends by itself. */
async function run(code: string, folder: string, settings: Readonly<Record<string, string>>): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: api, loader: 'ts', sourcefile: 'example.ts' },
    ...{ bundle: true, write: false, platform: 'node', format: 'esm', target: 'node20', logLevel: 'silent' },
    // What is CommonJS in the bundle looks for its parts from here.
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(__filename)});`,
    },
  });
  const file = path.join(folder, 'example.mjs');
  await writeFile(file, outputFiles[0]?.text ?? '');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], {
    // Newer Nodes warn of what the libraries use.
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...settings },
    timeout: 50_000,
  });
  assert.equal(stderr, '');
  return stdout;
}

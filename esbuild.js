// Builds into dist: the extension host bundle, AgentBay Local with its browser driver, and the task page.
const esbuild = require('esbuild');
const fs = require('node:fs');
const path = require('node:path');

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};

/** @type {import('esbuild').Plugin} node-fetch can take forms out of answers; none is ever asked to. */
const withoutForms = {
  name: 'without-forms',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/multipart-parser\.js$/ }, () => ({ path: 'multipart-parser', namespace: 'left-out' }));
    onLoad({ filter: /^/, namespace: 'left-out' }, () => ({
      contents: "export const toFormData = () => Promise.reject(new Error('Forms are not read.'));",
    }));
  },
};

/** @type {import('esbuild').BuildOptions} Node 20 is what VS Code 1.100 runs. */
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // node-fetch brings web streams for Nodes that have none; they would be half of the API layer's code.
  alias: { 'web-streams-polyfill/dist/ponyfill.es2018.js': 'node:stream/web' },
  plugins: [withoutForms],
};

const driver = path.join(__dirname, 'dist/driver');

const builds = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  {
    ...node,
    entryPoints: ['src/local/main.ts'],
    outfile: 'dist/local.js',
    // playwright reads its own package.json and browsers.json next to it, so it keeps a folder of its own.
    alias: { ...node.alias, 'playwright-core': './driver/lib/playwright.js' },
    external: ['./driver/lib/playwright.js'],
  },
  {
    ...node,
    entryPoints: [require.resolve('playwright-core')],
    outfile: 'dist/driver/lib/playwright.js',
    minify: true,
    sourcemap: false,
    logLevel: 'error',
  },
  {
    ...common,
    entryPoints: { task: 'src/page/main.ts' },
    outdir: 'dist/page',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

/** What playwright looks for beside its bundle. */
function copyDriverFiles() {
  const from = path.dirname(require.resolve('playwright-core/package.json'));
  fs.mkdirSync(driver, { recursive: true });
  for (const file of ['package.json', 'browsers.json', 'LICENSE', 'NOTICE', 'ThirdPartyNotices.txt']) {
    fs.copyFileSync(path.join(from, file), path.join(driver, file));
  }
}

async function main() {
  if (production) fs.rmSync(path.join(__dirname, 'dist'), { recursive: true, force: true });
  copyDriverFiles();
  if (!watch) {
    await Promise.all(builds.map((options) => esbuild.build(options)));
    return;
  }
  for (const options of builds) {
    const context = await esbuild.context({ ...options, logLevel: 'info' });
    await context.watch();
  }
}

module.exports = { node };

if (require.main === module) {
  main().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

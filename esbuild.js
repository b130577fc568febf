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

const driverBuild = {
  ...node,
  entryPoints: [require.resolve('playwright-core')],
  outfile: 'dist/driver/lib/playwright.js',
  minify: true,
  sourcemap: false,
  logLevel: 'error',
};

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

/**
 * Writes down whose work is inside the bundles, with the licences that ask for it. The driver brings its own.
 * @param {esbuild.BuildResult[]} results
 */
function writeNotices(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []));
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const files = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    const texts = files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  fs.writeFileSync(
    path.join(__dirname, 'dist/THIRD_PARTY_NOTICES.txt'),
    `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
  );
}

async function main() {
  if (production) fs.rmSync(path.join(__dirname, 'dist'), { recursive: true, force: true });
  copyDriverFiles();
  if (!watch) {
    const [forDriver, ...others] = [driverBuild, ...builds].map((options) =>
      esbuild.build({ ...options, metafile: true, absWorkingDir: __dirname }),
    );
    writeNotices(await Promise.all(others));
    await forDriver;
    return;
  }
  for (const options of [driverBuild, ...builds]) {
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

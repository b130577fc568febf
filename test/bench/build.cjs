// Bundles what the bench runs, with the options the extension ships with, into the folder named. Prints esbuild's own account
// of each bundle as JSON: outputs by name, with their imports.
const esbuild = require('esbuild');
const path = require('node:path');
const { node } = require('../../esbuild.js');

const inside = (name) => path.join(__dirname, 'inside', `${name}.ts`);
const api = path.join(__dirname, '../../src/core/api/index.ts');
const scripts = ['calls', 'heap', 'tasks', 'service', 'tracked', 'redraw', 'day', 'ledger'];
/** Loaded when they are used, so not a part of what importing the layer costs. */
const loadedOnUse = ['ws', 'ajv', 'ajv/*'];

async function main([outdir]) {
  const options = { ...node, minify: true, sourcemap: false, outdir, metafile: true, absWorkingDir: outdir };
  const built = await Promise.all([
    esbuild.build({
      ...options,
      entryPoints: {
        api,
        ...Object.fromEntries(scripts.map((name) => [name, inside(name)])),
      },
      external: loadedOnUse,
    }),
    esbuild.build({ ...options, entryPoints: { whole: api } }),
  ]);
  console.log(JSON.stringify(Object.assign({}, ...built.map(({ metafile }) => metafile.outputs))));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

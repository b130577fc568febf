// What `require` of a bundle takes in a fresh Node, in ms, and which other modules it brought along. Prints JSON.
// Argument: the bundle.
const { performance } = require('node:perf_hooks');

const bundle = process.argv[2];
const startedAt = performance.now();
require(bundle);
const ms = performance.now() - startedAt;
const loaded = Object.keys(require.cache).filter((name) => name !== bundle && name !== module.filename);
console.log(JSON.stringify({ ms, loaded }));

// What `require` of a bundle takes in a fresh Node, in ms of wall time and of CPU, and which other modules it brought along.
// Prints JSON. Argument: the bundle.
const { performance } = require('node:perf_hooks');

const bundle = process.argv[2];
const startedAt = performance.now();
const before = process.cpuUsage();
require(bundle);
const ms = performance.now() - startedAt;
const { user, system } = process.cpuUsage(before);
const loaded = Object.keys(require.cache).filter((name) => name !== bundle && name !== module.filename);
console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1_000, loaded }));

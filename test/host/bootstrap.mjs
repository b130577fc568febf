// The way into every command: `node test/host/bootstrap.mjs <script.ts> [arguments]`. Plain Node without dependencies,
// because installing the dependencies is its first task.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const windows = process.platform === 'win32';
const [script, ...args] = process.argv.slice(2);

/** When a file last changed, in ms since the epoch; 0 when it is not there. */
const changedAt = (file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const parent = process.ppid;

/** npm, when a signal ends it, does not tell us. */
function isOrphan() {
  if (process.env.npm_lifecycle_event === undefined) return false;
  if (process.ppid !== parent) return true;
  try {
    return !process.kill(parent, 0);
  } catch {
    return true;
  }
}

/** Runs a program to its end, hands it our signals, and resolves to an exit code in the manner of shells. */
function run(command, commandArgs, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArgs, { cwd: root, ...options });
    const pass = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    const watch = setInterval(() => isOrphan() && pass('SIGTERM'), 1_000);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      for (const each of signals) process.off(each, pass);
      resolve(code ?? 128 + os.constants.signals[signal]);
    });
  });
}

async function install() {
  const installedAt = changedAt('node_modules/.package-lock.json');
  if (installedAt > 0 && installedAt >= changedAt('package-lock.json')) return 0;
  const reason = installedAt > 0 ? 'they are older than package-lock.json' : 'this is the first run';
  console.log(`- Installing the development dependencies with "npm ci": ${reason}.`);
  const npm = process.env.npm_execpath;
  const options = { stdio: 'inherit', shell: windows && !npm };
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...flags], options) : run('npm', flags, options);
}

/** Everything temporary of a run lives in one folder, which goes at the end, however the run ended. */
async function runScript() {
  const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'ab-')); // short: sockets are made in it, and their paths are limited
  const env = { ...process.env, TMPDIR: temp, TEMP: temp, TMP: temp };
  try {
    // The channel tells the script when this process is killed without a chance to pass it on.
    return await run(process.execPath, ['--import', 'tsx', path.join(root, 'test/host', script), ...args], {
      env,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
  } finally {
    fs.rmSync(temp, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    console.error(`Node 20 or newer is needed; this is ${process.version}.`);
    return 1;
  }
  if (script === undefined) {
    console.error('Usage: node test/host/bootstrap.mjs <script.ts> [arguments]');
    return 2;
  }
  return (await install()) || (await runScript());
}

process.exitCode = await main();

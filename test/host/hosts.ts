import fs from 'node:fs';
import path from 'node:path';
import { ScriptError } from './ending';
import { installed } from './installed';
import { npm } from './npm';

/** Which VS Code: the newest there is, or the oldest that package.json's `engines.vscode` promises. */
export type HostName = 'newest' | 'oldest';

/** A VS Code for the browser, ready to be started. */
export interface Host {
  readonly name: HostName;
  /** Its own version, e.g. `1.139`. */
  readonly version: string;
  /** The Node to run it with. */
  readonly node: string;
  /** The server's script; `code-server` wraps VS Code's own server, which is `server-main`. */
  readonly entry: { readonly kind: 'code-server' | 'server-main'; readonly script: string };
  /** VS Code's own server, for the command line (`--install-extension`). */
  readonly cli: string;
}

const facts = {
  newest: { version: '1.139', kind: 'code-server', script: 'out/node/entry.js', size: '250 MB' },
  // Its code-server needs a native argon2 that nobody builds here, so VS Code's own server is started.
  oldest: { version: '1.100', kind: 'server-main', script: 'lib/vscode/out/server-main.js', size: '85 MB' },
} as const;

/** Places what VS Code expects and npm did not bring because no install script ran and nothing was compiled. */
async function prepare(folder: string): Promise<void> {
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  const modules = path.join(vscode, 'node_modules');
  await npm(vscode, 'install'); // not `ci`: the shrinkwrap it ships is out of step
  fs.symlinkSync('node_modules', `${modules}.asar`);
  // Without this every output channel and log file stays empty.
  fs.copyFileSync(path.join(__dirname, 'spdlogShim.cjs'), path.join(modules, '@vscode/spdlog/index.js'));
  for (const watchdog of ['@vscode/native-watchdog', 'native-watchdog']) {
    const script = path.join(modules, watchdog, 'index.js');
    if (fs.existsSync(path.dirname(script))) fs.writeFileSync(script, watchdogScript);
  }
  copyBinary(
    path.join(folder, 'node_modules/@vscode/ripgrep-linux-x64/bin/rg'),
    path.join(modules, '@vscode/ripgrep/bin/rg'),
  );
  copyBinary(
    path.join(folder, 'node_modules/@lydell/node-pty-linux-x64/pty.node'),
    path.join(modules, 'node-pty/build/Release/pty.node'),
  );
}

/** The native one ends a server whose parent is gone; ours is ended with its process group. */
const watchdogScript = 'exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);\n';

/** Only the oldest host has these among its pins; the newest brings its own. */
function copyBinary(from: string, to: string): void {
  if (!fs.existsSync(from)) return;
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(from, to);
}

/**
 * Gets a VS Code for the browser ready, which takes some 20 s the first time and nothing later.
 * @throws {ScriptError} On Windows, which code-server does not support, and when npm fails.
 */
export async function prepareHost(name: HostName): Promise<Host> {
  if (process.platform === 'win32')
    throw new ScriptError('The VS Code for the browser used here does not run on Windows.');
  const { version, kind, script, size } = facts[name];
  const folder = await installed(name, `VS Code ${version} for the browser from npm (${size}, once)`, prepare);
  const server = path.join(folder, 'node_modules/code-server');
  const ownNode = path.join(folder, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
  return {
    name,
    version,
    node: fs.existsSync(ownNode) ? ownNode : process.execPath,
    entry: { kind, script: path.join(server, script) },
    cli: path.join(server, 'lib/vscode/out/server-main.js'),
  };
}

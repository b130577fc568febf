import { type ChildProcess, execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { atEnd, lastResort, ScriptError } from './ending';
import type { Host } from './hosts';
import { manifest, root } from './paths';
import { endGroup, type Leftover, signalProcess, until } from './processes';
import { quietSettings, type Settings } from './quietSettings';
import { openRun, type Run } from './runFolder';

/** A packaged extension to install, or `'checkout'` for this folder as it is built. */
export type Extension = 'checkout' | { readonly vsix: string };

/** How to start a VS Code for the browser. */
export interface ServerOptions {
  readonly host: Host;
  /** Names the run's folder under `.vscode-test/runs`. */
  readonly name: string;
  /** User settings besides `quietSettings`. */
  readonly settings?: Settings;
  /** Nothing when absent. */
  readonly extension?: Extension;
  /** Folders of more extensions. */
  readonly besides?: readonly string[];
  /** More environment for the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Loopback port; a free one when absent. */
  readonly port?: number;
  /** Lets a suite run in the extension host. It hides notifications, so what looks at the UI must do without. */
  readonly driver?: boolean;
}

/** A running VS Code for the browser. */
export interface Server {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly run: Run;
  readonly userData: string;
  /** What the server has printed. */
  log(): string;
  /** What was written to the log files of this name (`AgentBay.log`, `remoteexthost.log`), in all sessions. */
  logs(name: string): string;
  /** The extension hosts that run, one for each window. Linux only. */
  extensionHosts(): readonly Leftover[];
  /** Whether the window has been left and VS Code has ended its extension host; asked for up to 15 s. Linux only. */
  isExtensionHostGone(): Promise<boolean>;
  /** Resolves when the server has ended without being asked to. */
  readonly crashed: Promise<void>;
  /** Ends the server and all it started and removes its folders. @returns As `Run.close`. */
  stop(): Promise<readonly string[]>;
}

const startWithinMs = 60_000;

function commandLine({ host, driver, port = 0 }: ServerOptions, run: Run, dirs: readonly string[]): readonly string[] {
  const data = path.join(run.dir, 'server');
  if (host.entry.kind === 'server-main') {
    const flags = ['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'];
    const place = ['--host', '127.0.0.1', '--port', String(port), '--server-data-dir', data];
    return [host.entry.script, ...place, ...dirs, ...flags, ...(driver ? ['--enable-smoke-test-driver'] : [])];
  }
  const vscode = [`server-data-dir=${data}`, ...(driver ? ['enable-smoke-test-driver'] : [])];
  return [
    ...[host.entry.script, '--auth', 'none', '--config', path.join(run.dir, 'config.yaml')],
    ...['--bind-addr', `127.0.0.1:${port}`, ...dirs, '--link-protection-trusted-domains', '*'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    ...vscode.flatMap((option) => ['--vscode-option', option]),
  ];
}

async function addExtensions(
  { host, extension, besides = [] }: ServerOptions,
  run: Run,
  dirs: readonly string[],
  extensions: string,
) {
  // Before the other one is installed: VS Code then makes a list of what is there, and looks into the folder no more.
  for (const folder of besides) fs.symlinkSync(folder, path.join(extensions, path.basename(folder)), 'dir');
  if (extension === 'checkout') {
    const { id, version } = manifest();
    fs.symlinkSync(root, path.join(extensions, `${id}-${version}`), 'dir');
  } else if (extension) {
    const args = ['--server-data-dir', path.join(run.dir, 'server'), '--accept-server-license-terms'];
    await promisify(execFile)(host.node, [host.cli, ...dirs, ...args, '--install-extension', extension.vsix], {
      env: run.env,
    });
  }
}

const isExtensionHost = ({ command }: Leftover): boolean => command.includes('--type=extensionHost');

function logsIn(folder: string, name: string): string {
  const files = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const wanted = files.filter((file) => path.basename(file) === name);
  return wanted.map((file) => fs.readFileSync(path.join(folder, file), 'utf8')).join('');
}

/** Resolves to the server's origin once it listens. */
function listening(child: ChildProcess, log: { text: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (what: string): void => reject(new ScriptError(`VS Code ${what}\n${log.text}`));
    const patience = setTimeout(() => fail('did not start in time.'), startWithinMs);
    const read = (chunk: Buffer): void => {
      log.text += chunk.toString();
      const port = /listening on (?:http:\/\/127\.0\.0\.1:)?(\d+)/.exec(log.text)?.[1];
      if (port === undefined) return;
      clearTimeout(patience);
      resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(patience);
      fail(`ended with code ${code ?? 'none'} before it was ready.`);
    });
  });
}

/**
 * Starts a VS Code for the browser on loopback, with folders of its own. It ends with `stop`, at the latest with the script.
 * @throws {ScriptError} When it does not come up, e.g. because the port is in use; with what the server printed.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const run = openRun(options.name);
  const [userData, extensions] = [path.join(run.dir, 'user-data'), path.join(run.dir, 'extensions')];
  for (const dir of [path.join(userData, 'User'), extensions]) fs.mkdirSync(dir, { recursive: true });
  const settings = JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2);
  fs.writeFileSync(path.join(userData, 'User/settings.json'), settings);
  const dirs = ['--user-data-dir', userData, '--extensions-dir', extensions];
  await addExtensions(options, run, dirs, extensions);
  const env = { ...run.env, EXTENSIONS_GALLERY: '{}', XDG_DATA_HOME: path.join(run.dir, 'xdg'), ...options.env };
  const child = spawn(options.host.node, commandLine(options, run, dirs), {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  const log = { text: '' };
  const forget = lastResort(() => pid !== undefined && signalProcess(-pid, 'SIGKILL'));
  let isAsked = false;
  const stop = atEnd(async () => {
    isAsked = true;
    if (pid !== undefined) await endGroup(pid, 5_000); // AgentBay Local takes up to 3 s to close its browsers
    forget();
  });
  const crashed = new Promise<void>((resolve) => child.once('exit', () => isAsked || resolve()));
  const origin = await listening(child, log);
  const extensionHosts = (): readonly Leftover[] => run.processes().filter(isExtensionHost);
  return {
    ...{ origin, run, userData, crashed },
    log: () => log.text,
    logs: (name) => logsIn(path.join(userData, 'logs'), name),
    extensionHosts,
    isExtensionHostGone: () => until(() => extensionHosts().length === 0, 15_000),
    stop: () => stop().then(() => run.close()),
  };
}

/** What the workbench may be asked to load in place of an installed extension. */
export interface Development {
  readonly extensionDevelopmentPath: string;
  readonly extensionTestsPath: string;
}

/** The address at which the workbench opens `folder`, with a suite to run when `development` is given. */
export function workbenchAddress({ origin }: Server, folder: string, development?: Development): string {
  const address = `${origin}/?folder=${encodeURIComponent(path.resolve(folder)).replaceAll('%2F', '/')}`;
  if (!development) return address;
  const remote = (file: string): string => `vscode-remote://${new URL(origin).host}${path.resolve(file)}`;
  const payload = Object.entries(development).map(([key, file]) => [key, remote(String(file))]);
  return `${address}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

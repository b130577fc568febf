import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openWindow } from '../host/browser';
import { prepareChromium } from '../host/chromium';
import { type Server, startServer, workbenchAddress } from '../host/codeServer';
import { endWithSignals } from '../host/ending';
import { failurePicture } from '../host/failurePicture';
import { type HostName, prepareHost } from '../host/hosts';
import { cache } from '../host/paths';
import type { Settings } from '../host/quietSettings';
import { say } from '../host/say';
import { signalProcess, until } from '../host/processes';
import { type Theme, themes } from '../host/themes';
import { Workbench } from '../host/workbench';

/** How VS Code is to be opened for a test. */
export interface WorkbenchOptions {
  /** User settings besides those that keep VS Code quiet. */
  readonly settings?: Settings;
  /** More environment for the extension; the Chromium found is in `AGENTBAY_LOCAL_CHROMIUM` unless given here. */
  readonly env?: Readonly<Record<string, string>>;
  /** `light` when absent. */
  readonly theme?: Theme;
  /** The folder to open; a fresh, empty one when absent. */
  readonly folder?: string;
  /** `newest` when absent. */
  readonly host?: HostName;
}

/** How long the extension host's log says nothing once all extensions have been started. */
const quietMs = 1_500;

/** Where a window is that shows no VS Code. */
const BLANK = 'about:blank';

const open = new Set<TestWorkbench>();

/** A real VS Code with the packaged extension installed, at the hands of a test. */
export class TestWorkbench extends Workbench {
  constructor(
    page: Page,
    private readonly server: Server,
    private readonly closeWindow: () => Promise<void>,
    private readonly address: string,
  ) {
    super(page);
    open.add(this);
  }

  /** Opens the window again after it has been left. */
  reopen(): Promise<void> {
    return this.open(this.address);
  }

  /** Opens a second window of this VS Code, with an extension host of its own, on a fresh folder. It goes with this one. */
  async another(): Promise<Workbench> {
    const folder = fs.mkdtempSync(path.join(this.server.run.dir, 'workspace-'));
    const page = await this.page.context().newPage();
    const second = new Workbench(page);
    await second.open(workbenchAddress(this.server, folder));
    return second;
  }

  /** The extension hosts that run, one for each window. Linux only. */
  extensionHosts(): readonly number[] {
    return this.server.extensionHosts().map(({ pid }) => pid);
  }

  /** Leaves all windows, as closing them does. @returns Whether VS Code has ended its extension hosts. */
  async leave(): Promise<boolean> {
    await this.haveStarted();
    for (const page of this.windows()) await page.goto(BLANK);
    return this.server.isExtensionHostGone();
  }

  /** What the extension has written to its log channel, in all sessions of this VS Code. */
  extensionLog(): string {
    return this.server.logs('AgentBay.log');
  }

  /** What VS Code has written about its extension hosts, in all sessions. */
  hostLog(): string {
    return this.server.logs('remoteexthost.log');
  }

  /** What the extension keeps on disk (`globalStorageUri`). */
  get storage(): string {
    return path.join(this.server.userData, 'User/globalStorage/agentbay-vscode.agentbay');
  }

  /** The processes of this VS Code: server, extension host, AgentBay Local, its Chromium and the window's. Linux only. */
  processes() {
    return this.server.run.processes();
  }

  /** Saves what is to be seen. @returns The picture's path. */
  async screenshot(name: string): Promise<string> {
    const file = failurePicture(name);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** A window that is left while it starts tells its extension host nothing, and VS Code keeps that host for a while. */
  private async haveStarted(): Promise<void> {
    let seen = '';
    let since = Date.now();
    await until(() => {
      const log = this.hostLog();
      if (log !== seen) [seen, since] = [log, Date.now()];
      const hosts = hostsIn(log).filter(({ pid }) => signalProcess(pid, 0));
      const isComplete = hosts.length >= this.windows().length && hosts.every(({ isActive }) => isActive);
      return isComplete && Date.now() - since > quietMs;
    }, 45_000);
  }

  private windows(): readonly Page[] {
    return this.page
      .context()
      .pages()
      .filter((page) => page.url() !== BLANK);
  }

  /**
   * Closes the window, then VS Code.
   * @throws {AssertionError} When something was left behind: a process, or a folder of AgentBay Local.
   */
  async close(): Promise<void> {
    if (!open.delete(this)) return;
    const isGone = await this.leave();
    const host = isGone ? '' : this.hostLog();
    await this.closeWindow();
    const left = await this.server.stop();
    assert(isGone, `the extension host stayed after the window was closed:\n${host.slice(-2_000)}`);
    assert.deepEqual(left, [], 'VS Code left something behind');
  }
}

/** The extension hosts that a log tells of, and whether each has started all extensions it was to start. */
function hostsIn(log: string): readonly { readonly pid: number; readonly isActive: boolean }[] {
  return log.split('Extension host with pid ').flatMap((part) => {
    const pid = /^(\d+) started/.exec(part)?.[1];
    return pid === undefined ? [] : [{ pid: Number(pid), isActive: part.includes('Eager extensions activated') }];
  });
}

/** The package under test: `AGENTBAY_VSIX`, or where `npm test` puts it. */
export function vsixFile(): string {
  const file = process.env['AGENTBAY_VSIX'] ?? path.join(cache, 'agentbay.vsix');
  assert(fs.existsSync(file), `${file} is missing: "npm run test:e2e" makes it`);
  return file;
}

/** Opens a fresh VS Code with the packaged extension and waits until it is active. Close it in `after`. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<TestWorkbench> {
  const { settings, env, theme = 'light', host = 'newest' } = options;
  const executablePath = await prepareChromium();
  const server = await startServer({
    host: await prepareHost(host),
    name: 'e2e',
    extension: { vsix: vsixFile() },
    settings: { 'workbench.colorTheme': themes[theme], ...settings },
    env: { AGENTBAY_LOCAL_CHROMIUM: executablePath, ...env },
  });
  const folder = options.folder ?? path.join(server.run.dir, 'workspace');
  fs.mkdirSync(folder, { recursive: true });
  const { page, close } = await openWindow({ executablePath, run: server.run });
  const address = workbenchAddress(server, folder);
  const workbench = new TestWorkbench(page, server, close, address);
  try {
    await workbench.reopen();
  } catch (error) {
    say(`screenshot: ${await workbench.screenshot('VS Code did not open')}`);
    await workbench.close();
    throw error;
  }
  return workbench;
}

endWithSignals();

afterEach(async function () {
  const { currentTest } = this;
  if (currentTest?.state !== 'failed') return;
  for (const workbench of open) say(`screenshot: ${await workbench.screenshot(currentTest.fullTitle())}`);
});

after(async () => {
  for (const workbench of open) await workbench.close();
});

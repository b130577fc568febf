import { accessSync, constants, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LocalError } from '../failure';

/** What finding a browser depends on, so that tests can be any machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  isProgram(file: string): boolean;
}

const onPath = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];
const onWindows = [
  'Google/Chrome/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
  'Chromium/Application/chrome.exe',
];
const onMac = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const advice: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'Install one (Debian and Ubuntu: "sudo apt-get install chromium"; Fedora: "sudo dnf install chromium")',
  darwin: 'Install Google Chrome (https://www.google.com/chrome) or "brew install --cask chromium"',
  win32: 'Install Google Chrome (https://www.google.com/chrome); Microsoft Edge will do as well',
};

/**
 * Finds the Chromium, Chrome or Edge to drive.
 * @param chosen The person's choice; nothing else is tried then.
 * @returns The program's path.
 * @throws {LocalError} when there is none; says how to install one and which setting names one.
 */
export function findBrowser(chosen: string | undefined, machine: Machine = thisMachine()): string {
  if (chosen !== undefined) {
    if (machine.isProgram(chosen)) return chosen;
    throw new LocalError(
      `The browser "${chosen}" cannot be run: there is no such program. Correct the setting agentbay.local.chromiumPath (or --chromium, AGENTBAY_LOCAL_CHROMIUM), or clear it to have one found.`,
    );
  }
  const found = candidates(machine).find((file) => machine.isProgram(file));
  if (found !== undefined) return found;
  throw new LocalError(
    `No Chromium, Chrome or Edge was found. ${advice[machine.platform] ?? 'Install Chromium'}, or name one in the setting agentbay.local.chromiumPath.`,
  );
}

function candidates({ platform, env, home }: Machine): readonly string[] {
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']];
    return roots.flatMap((root) => (root ? onWindows.map((file) => path.win32.join(root, file)) : []));
  }
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => path.posix.isAbsolute(folder));
  const named = onPath.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)));
  if (platform !== 'darwin') return named;
  return ['/Applications', path.posix.join(home, 'Applications')]
    .flatMap((root) => onMac.map((file) => path.posix.join(root, file)))
    .concat(named);
}

function thisMachine(): Machine {
  return { platform: process.platform, env: process.env, home: os.homedir(), isProgram };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // Not there, or not for us to run: either way not a browser.
  }
}

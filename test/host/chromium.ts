import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromiumFromNpm } from './chromiumFromNpm';
import { ScriptError } from './ending';
import { step } from './say';

const names = [
  ...['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'],
  ...['microsoft-edge-stable', 'microsoft-edge'],
];

const macApplications = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const windowsPrograms = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** Where a Chrome, Chromium or Edge usually is on this system, most wanted first. */
function usualPlaces(env: NodeJS.ProcessEnv): readonly string[] {
  const isText = (value: string | undefined): value is string => value !== undefined && value !== '';
  if (process.platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(isText);
    return windowsPrograms.flatMap((program) => roots.map((folder) => path.join(folder, program)));
  }
  if (process.platform === 'darwin') {
    const roots = ['/Applications', path.join(env['HOME'] ?? '/', 'Applications')];
    return macApplications.flatMap((application) => roots.map((folder) => path.join(folder, application)));
  }
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter(isText);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/**
 * An installed Chrome, Chromium or Edge; `CHROME_PATH` goes before all others.
 * @throws {ScriptError} When `CHROME_PATH` names no file.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROME_PATH: wanted } = env;
  if (wanted !== undefined && wanted !== '') {
    if (fs.existsSync(wanted)) return wanted;
    throw new ScriptError(`CHROME_PATH names ${wanted}, and there is no such file.`);
  }
  return usualPlaces(env).find((file) => fs.existsSync(file));
}

/** Debian's Chromium, with a font that can show Chinese. `undefined` when apt cannot install it. */
async function chromiumFromDebian(): Promise<string | undefined> {
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', args, { stdio: 'inherit', env: aptEnvironment }).status === 0;
  return step('Installing Chromium from the packages of this system (apt-get, once)', () => {
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk');
    return findChromium();
  });
}

const aptEnvironment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/**
 * The Chromium that shows VS Code and that AgentBay Local works in: an installed one, else one from Debian's packages (when
 * we are root there), else one from npm (Linux x64).
 * @returns The path of an executable that needs nothing besides.
 * @throws {ScriptError} When there is none to be had; says what to install.
 */
export async function prepareChromium(): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const isDebianRoot = process.getuid?.() === 0 && fs.existsSync('/etc/debian_version');
  const chromium = (isDebianRoot ? await chromiumFromDebian() : undefined) ?? (await chromiumFromNpm());
  if (chromium !== undefined) return chromium;
  throw new ScriptError('No Chrome, Chromium or Edge was found. Install one, or name its executable in CHROME_PATH.');
}

import { spawnSync } from 'node:child_process';
import { runChild } from './children';
import { root } from './paths';

const windows = process.platform === 'win32';

/** Whether there is a screen, and a VS Code that its `code` command can open on it. */
export function hasDesktopCode(env: NodeJS.ProcessEnv = process.env): boolean {
  const { DISPLAY: x11 = '', WAYLAND_DISPLAY: wayland = '' } = env;
  if (process.platform === 'linux' && x11 === '' && wayland === '') return false;
  return spawnSync('code', ['--version'], { shell: windows, stdio: 'ignore' }).status === 0;
}

/** Opens `folder` in the installed VS Code, with the extension as it is built here. @returns The exit code of `code`. */
export function openDesktopCode(folder: string, chromium: string): Promise<number> {
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, folder];
  return runChild({
    command: 'code',
    args: windows ? args.map((arg) => `"${arg}"`) : args,
    env: { AGENTBAY_LOCAL_CHROMIUM: chromium },
    shell: windows, // `code` is a script there
  });
}

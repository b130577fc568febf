import { spawn } from 'node:child_process';
import { ScriptError } from './ending';

/** Runs a program to its end with its output on our terminal. @returns Its exit code, or 1 when a signal ended it. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly shell?: boolean;
  },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options, env: { ...process.env, ...options.env } });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs npm in `cwd`, without install scripts: nothing we download may run code here, or compile.
 * @throws {ScriptError} When npm ends with an error; it has then said why.
 */
export async function npm(cwd: string, command: 'ci' | 'install'): Promise<void> {
  const args = [command, '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const self = process.env['npm_execpath']; // set when npm started us; on Windows `npm` is a script that needs a shell
  const code = self?.endsWith('.js')
    ? await runProgram(process.execPath, [self, ...args], { cwd })
    : await runProgram('npm', args, { cwd, shell: process.platform === 'win32' });
  if (code !== 0) throw new ScriptError(`"npm ${command}" in ${cwd} ended with code ${code}.`);
}

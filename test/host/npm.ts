import { type Program, runChild } from './children';
import { ScriptError } from './ending';

/**
 * Runs npm in `cwd`, without install scripts: nothing we download may run code here, or compile.
 * @throws {ScriptError} When npm ends with an error; it has then said why.
 */
export async function npm(cwd: string, command: 'ci' | 'install'): Promise<void> {
  const args = [command, '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runChild({ ...npmProgram(args), cwd });
  if (code !== 0) throw new ScriptError(`"npm ${command}" in ${cwd} ended with code ${code}.`);
}

/** How npm is started with `args`. */
export function npmProgram(args: readonly string[]): Program {
  const self = process.env['npm_execpath']; // set when npm started us; on Windows `npm` is a script that needs a shell
  return self?.endsWith('.js')
    ? { command: process.execPath, args: [self, ...args] }
    : { command: 'npm', args, shell: process.platform === 'win32' };
}

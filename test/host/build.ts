import path from 'node:path';
import { runChild } from './children';
import { ScriptError } from './ending';
import { manifest, root } from './paths';

/**
 * Builds the extension, AgentBay Local and the page into `dist`.
 * @param production Small and without source maps, as it is packaged.
 * @throws {ScriptError} When it does not build; esbuild has then said why.
 */
export async function build(production = false): Promise<void> {
  const args = ['esbuild.js', ...(production ? ['--production'] : [])];
  const code = await runChild({ command: process.execPath, args });
  if (code !== 0) throw new ScriptError('The extension does not build.');
}

/**
 * Makes the `.vsix`.
 * @param file Where to; `agentbay-<version>.vsix` in the checkout when absent.
 * @returns The file's path.
 * @throws {ScriptError} When something is missing; vsce has then said what.
 */
export async function packageVsix(file = path.join(root, `agentbay-${manifest().version}.vsix`)): Promise<string> {
  await build(true);
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--out', file];
  const code = await runChild({ command: process.execPath, args });
  if (code !== 0) throw new ScriptError('The extension cannot be packaged.');
  return file;
}

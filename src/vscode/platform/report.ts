import * as vscode from 'vscode';
import { failureWords } from '../../presentation/failure';
import { notify } from './notify';

/** Shows a failure in one sentence with at most one thing to do. Silent for what was stopped on purpose. */
export async function reportFailure(log: vscode.LogOutputChannel, what: string, error: unknown): Promise<void> {
  const words = failureWords(error);
  if (!words) return;
  log.error(`${what}: ${words.message}`);
  const { message, remedy } = words;
  const chosen = await notify('error', `${what}: ${message}`, ...(remedy ? [remedy.label] : []));
  if (remedy && chosen === remedy.label) {
    await vscode.commands.executeCommand(remedy.command, ...(remedy.argument === undefined ? [] : [remedy.argument]));
  }
}

import * as vscode from 'vscode';
import { type FailureWords, failureWords, setApiKeyRemedy } from '../../presentation/failure';
import type { Notice } from '../../presentation/notice';
import { notify } from './notify';

/** What one refusal brings about, the answers to several questions among it, comes within this time, in ms. */
const SAME_REFUSAL_MS = 3_000;

/** Shows failures to the person, each in one sentence with at most one thing to do, and each once. */
export class Failures {
  #askedForKeyAt = -Infinity;

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Silent for what was stopped on purpose. @param what The title of what failed. */
  async report(what: string, error: unknown): Promise<void> {
    const words = failureWords(error);
    if (!words) return;
    const message = `${what}: ${words.message}`;
    this.log.error(message);
    await this.#show('error', { ...words, message });
  }

  /** Tells that the key is refused. */
  async askForKey({ severity, message }: Notice): Promise<void> {
    this.log.warn(message);
    await this.#show(severity, { message, remedy: setApiKeyRemedy });
  }

  async #show(severity: Notice['severity'] | 'error', { message, remedy }: FailureWords): Promise<void> {
    if (remedy === setApiKeyRemedy && this.#hasJustAsked()) return;
    const chosen = await notify(severity, message, ...(remedy ? [remedy.label] : []));
    if (!remedy || chosen !== remedy.label) return;
    await vscode.commands.executeCommand(remedy.command, ...(remedy.argument === undefined ? [] : [remedy.argument]));
  }

  /** A command that was refused and the poller that was refused are one piece of news. */
  #hasJustAsked(): boolean {
    const now = Date.now();
    if (now - this.#askedForKeyAt < SAME_REFUSAL_MS) return true;
    this.#askedForKeyAt = now;
    return false;
  }
}

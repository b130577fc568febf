import type { Clock } from '../core/util/clock';
import type { Logger } from '../core/util/logger';
import { stopwatch } from '../core/util/stopwatch';
import { type FailureWords, failureWords, setApiKeyRemedy } from './failureWords';
import type { Notice } from './notice';

export interface FailuresOptions {
  readonly log: Pick<Logger, 'error' | 'warn'>;
  readonly clock: Clock;
  /** Shows a message with buttons. @returns The button, when one was pressed. */
  readonly notify: (
    severity: Notice['severity'] | 'error',
    message: string,
    ...buttons: readonly string[]
  ) => PromiseLike<string | undefined>;
  /** Runs a command. */
  readonly execute: (command: string, ...args: readonly string[]) => PromiseLike<unknown>;
}

/** What one refusal brings about, the answers to several questions among it, comes within this time, in ms. */
const SAME_REFUSAL_MS = 3_000;

/** Shows failures to the person, each in one sentence with at most one thing to do, and each once. */
export class Failures {
  #sinceKeyWasAskedFor: (() => number) | undefined;

  constructor(private readonly options: FailuresOptions) {}

  /** Silent for what was stopped on purpose. @param what The title of what failed. */
  async report(what: string, error: unknown): Promise<void> {
    const words = failureWords(error);
    if (!words) return;
    const message = `${what}: ${words.message}`;
    this.options.log.error(message);
    await this.#show('error', { ...words, message });
  }

  /** Tells that the key is refused. */
  async askForKey({ severity, message }: Notice): Promise<void> {
    this.options.log.warn(message);
    await this.#show(severity, { message, remedy: setApiKeyRemedy });
  }

  async #show(severity: Notice['severity'] | 'error', { message, remedy }: FailureWords): Promise<void> {
    if (remedy === setApiKeyRemedy && this.#hasJustAsked()) return;
    const chosen = await this.options.notify(severity, message, ...(remedy ? [remedy.label] : []));
    if (!remedy || chosen !== remedy.label) return;
    await this.options.execute(remedy.command, ...(remedy.argument === undefined ? [] : [remedy.argument]));
  }

  /** A command that was refused and the poller that was refused are one piece of news. */
  #hasJustAsked(): boolean {
    if (this.#sinceKeyWasAskedFor && this.#sinceKeyWasAskedFor() < SAME_REFUSAL_MS) return true;
    this.#sinceKeyWasAskedFor = stopwatch(this.options.clock);
    return false;
  }
}

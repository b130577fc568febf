import * as vscode from 'vscode';
import { ids } from '../ids';

/** The API key of the cloud: in VS Code's SecretStorage, else in the environment; nowhere else. */
export class ApiKey {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  async get(): Promise<string | undefined> {
    const stored = await this.#stored();
    return stored === undefined || stored === '' ? ApiKey.fromEnvironment() : stored;
  }

  /** A keyring that is locked or missing is no reason to stop working. */
  async #stored(): Promise<string | undefined> {
    try {
      return await this.secrets.get(ids.apiKey);
    } catch (error) {
      this.log.warn(`The secret storage cannot be read: ${String(error)}`);
      return undefined;
    }
  }

  set(key: string): Thenable<void> {
    return this.secrets.store(ids.apiKey, key);
  }

  clear(): Thenable<void> {
    return this.secrets.delete(ids.apiKey);
  }

  /** Fires in every window when the key was set or cleared. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.secrets.onDidChange((event) => {
      if (event.key === ids.apiKey) listener();
    });
  }

  static fromEnvironment(): string | undefined {
    const key = process.env['AGENTBAY_API_KEY']?.trim();
    return key === '' ? undefined : key;
  }
}

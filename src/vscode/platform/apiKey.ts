import * as vscode from 'vscode';
import { ids } from '../ids';

/** The API key of the cloud: in VS Code's SecretStorage, else in the environment; nowhere else. */
export class ApiKey {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  async get(): Promise<string | undefined> {
    return (await this.secrets.get(ids.apiKey)) ?? ApiKey.fromEnvironment();
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

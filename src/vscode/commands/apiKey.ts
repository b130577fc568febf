import * as vscode from 'vscode';
import { ApiKey } from '../platform/apiKey';

/** Asks for the key of the cloud and keeps it in VS Code's SecretStorage. */
export function setApiKey(apiKey: ApiKey) {
  return async (): Promise<void> => {
    const key = await vscode.window.showInputBox({
      title: 'Set API Key',
      prompt: 'Your AgentBay API key, from the AgentBay console. It is kept in the secret storage of VS Code.',
      placeHolder: 'akm-…',
      password: true,
      ignoreFocusOut: true,
      validateInput: keyProblem,
    });
    if (key === undefined) return;
    await apiKey.set(key.trim());
    void vscode.window.showInformationMessage('The API key is set. New tasks run on AgentBay in the cloud.');
  };
}

/** Removes the key; a key in the environment stays, and the person is told. */
export function clearApiKey(apiKey: ApiKey) {
  return async (): Promise<void> => {
    await apiKey.clear();
    void vscode.window.showInformationMessage(
      ApiKey.fromEnvironment() === undefined
        ? 'The API key is cleared. New tasks run on AgentBay Local.'
        : 'The API key is cleared, but AGENTBAY_API_KEY is set in the environment of VS Code and is used instead.',
    );
  };
}

function keyProblem(text: string): string | undefined {
  const key = text.trim();
  if (key === '') return text === '' ? undefined : 'The key is empty.';
  if (!/^[\x21-\x7e]+$/.test(key)) return 'A key has no spaces or special characters in it. Copy it once more.';
  if (key.startsWith('ak-')) return 'This is the identifier of a key. The key itself begins with "akm-".';
  return undefined;
}

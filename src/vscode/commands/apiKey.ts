import * as vscode from 'vscode';
import { ApiKey } from '../platform/apiKey';
import { notify } from '../platform/notify';

export interface ApiKeyOptions {
  readonly apiKey: ApiKey;
  /** Where new work goes, in words. */
  readonly place: () => Promise<string>;
}

/** Asks for the key of the cloud and keeps it in VS Code's SecretStorage. */
export function setApiKey({ apiKey, place }: ApiKeyOptions) {
  return async (): Promise<void> => {
    const key = (
      await vscode.window.showInputBox({
        title: 'Set API Key',
        prompt: 'Your AgentBay API key, from the AgentBay console. It is kept in the secret storage of VS Code.',
        placeHolder: 'akm-…',
        password: true,
        ignoreFocusOut: true,
        validateInput: keyProblem,
      })
    )?.trim();
    if (key === undefined || key === '') return;
    await apiKey.set(key);
    void notify('information', `The API key is set. New tasks run on ${await place()}.`);
  };
}

/** Removes the key; a key in the environment stays, and the person is told. */
export function clearApiKey({ apiKey, place }: ApiKeyOptions) {
  return async (): Promise<void> => {
    await apiKey.clear();
    const environment =
      ApiKey.fromEnvironment() === undefined ? '' : ' AGENTBAY_API_KEY is set in the environment of VS Code, though.';
    void notify('information', `The API key is cleared.${environment} New tasks run on ${await place()}.`);
  };
}

function keyProblem(text: string): string | undefined {
  const key = text.trim();
  if (key === '') return text === '' ? undefined : 'The key is empty.';
  if (!/^[\x21-\x7e]+$/.test(key)) return 'A key has no spaces or special characters in it. Copy it once more.';
  if (key.startsWith('ak-')) return 'This is the identifier of a key. The key itself begins with "akm-".';
  return undefined;
}

import * as vscode from 'vscode';
import { inert } from '../../presentation/words';

const show = {
  information: vscode.window.showInformationMessage,
  warning: vscode.window.showWarningMessage,
  error: vscode.window.showErrorMessage,
};

/**
 * Shows a notification; every one of ours goes through here, because its words may be an agent's.
 * @returns The button that was pressed, if one was.
 */
export const notify = (
  severity: keyof typeof show,
  message: string,
  ...buttons: readonly string[]
): Thenable<string | undefined> => show[severity](inert(message), ...buttons);

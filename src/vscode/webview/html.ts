import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What the page may load from. */
export const pageRoots = (extension: vscode.Uri): vscode.Uri[] => [
  vscode.Uri.joinPath(extension, 'dist', 'page'),
  vscode.Uri.joinPath(extension, 'media'),
];

/** The empty shell of the task page: no inline code or style, one script, pictures only from within the document. */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri): string {
  const uri = (...parts: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, ...parts)).toString();
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>AgentBay Task</title>
    <link rel="stylesheet" href="${uri('dist', 'page', 'task.css')}">
    <link rel="stylesheet" href="${uri('media', 'task.css')}">
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="${uri('dist', 'page', 'task.js')}"></script>
  </body>
</html>`;
}

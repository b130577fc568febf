import type { FromPage } from '../../../src/protocol/page';
import { themes, type ThemeName } from './themes';

/** Where the extension's own files come from, as `cspSource` names it. */
export const ORIGIN = 'https://webview.test';

const NONCE = 'c2VjcmV0';

declare global {
  interface Window {
    /** The double of the editor, for tests to look into. */
    double: { posted: FromPage[]; saved: unknown };
  }
}

/** Stands for the webview API, which may be acquired once. */
const doubleOfTheEditor = (state: unknown): string => `
  window.double = { posted: [], saved: ${state === undefined ? 'undefined' : JSON.stringify(state)} };
  window.acquireVsCodeApi = () => {
    delete window.acquireVsCodeApi;
    return {
      postMessage: (message) => void window.double.posted.push(message),
      getState: () => window.double.saved,
      setState: (saved) => void (window.double.saved = saved),
    };
  };`;

/** The shell the host gives the page, with the same policy, and what VS Code adds to it: theme and API. */
export const shell = (theme: ThemeName, state: unknown): string => `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src ${ORIGIN}; font-src ${ORIGIN}; script-src 'nonce-${NONCE}'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>AgentBay Task</title>
    <link rel="stylesheet" href="${ORIGIN}/theme.css">
    <link rel="stylesheet" href="${ORIGIN}/dist/page/task.css">
    <link rel="stylesheet" href="${ORIGIN}/media/task.css">
    <script nonce="${NONCE}">${doubleOfTheEditor(state)}</script>
  </head>
  <body class="${themes[theme].bodyClass}">
    <div id="root"></div>
    <script nonce="${NONCE}" src="${ORIGIN}/dist/page/task.js"></script>
  </body>
</html>`;

import { randomBytes } from 'node:crypto';
import type { Session } from '../../sessions/session';
import type { Answer } from '../reply';
import { follow } from './follow';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 1280px; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
#words { font-weight: 600; }
img { display: block; max-width: 100%; height: auto; outline: 1px solid GrayText; }
img[hidden] { display: none; }
`;

/** The page that shows a session. It only shows: nothing on it takes control, so there is nothing to operate either. */
export const viewPage = ({ id, imageId }: Pick<Session, 'id' | 'imageId'>): Answer =>
  page(
    200,
    `Live view of ${id}`,
    `<h1>Session ${escaped(id)}</h1>
<p>Image ${escaped(imageId)}. You are looking on: this page takes no control. To have the browser's own window, run AgentBay Local with --headed (in VS Code: the setting agentbay.local.showBrowser).</p>
<p id="words" role="status">Looking.</p>
<noscript><p>This page needs scripts to follow the session.</p></noscript>
<img id="picture" alt="What the session's browser shows" hidden>`,
    `(${follow.toString()})()`,
  );

/** For an address that has opened its view, or ran out before it did. */
export const wornOutPage = (): Answer =>
  page(
    404,
    'This address is worn out',
    `<h1>This address is worn out</h1>
<p>The address of a live view opens it once, within a minute. Ask for the live view again.</p>`,
  );

function page(status: number, title: string, body: string, script = ''): Answer {
  const nonce = randomBytes(18).toString('base64');
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    // The picture, and the empty icon without which browsers would ask for one.
    'img-src data:',
    ...(script === '' ? [] : [`script-src 'nonce-${nonce}'`, "connect-src 'self'"]),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      // The address is a secret.
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    },
    body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - AgentBay Local</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
${body}
</main>
${script === '' ? '' : `<script nonce="${nonce}">${script}</script>`}
</body>
</html>
`,
  };
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/gu, (sign) => escapes[sign] ?? sign);

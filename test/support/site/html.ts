/** Text as HTML. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);

/** A whole page. `body` is HTML. */
export const page = (title: string, body: string, language = 'en'): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><link rel="icon" href="data:,">
<style>body{font:16px sans-serif;margin:2em;max-width:50em}td,th{border:1px solid #999;padding:.2em .6em}</style></head>
<body>${body}</body></html>`;

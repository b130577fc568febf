/**
 * Makes untrusted text harmless as one line of Markdown: it shows as it is, and forges neither structure, links, images nor
 * markup.
 */
export function escapeLine(text: string): string {
  return (
    text
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim()
      .replace(/[\\`*_[\]<>|~]/gu, String.raw`\$&`)
      .replace(/&(?=#?\w+;)/gu, String.raw`\&`)
      // At the start of a line these would begin a heading, a list, a rule or a quotation.
      .replace(/^(?:#|[+-](?=[\s+-]|$)|=(?==*$))/u, String.raw`\$&`)
      .replace(/^(\d+)(?=[.)](?:\s|$))/u, '$1\\')
  );
}

/** Untrusted text of several lines, as paragraphs. */
export function escapeText(text: string): string {
  return text
    .split(/\r?\n/u)
    .map(escapeLine)
    .filter((line) => line !== '')
    .join('\n\n');
}

/** A link, when the address is of the web; otherwise its text alone. */
export function link(text: string, address: string): string {
  const label = escapeLine(text);
  const url = webAddress(address);
  if (url === undefined) return label;
  return `[${label === '' ? escapeLine(url) : label}](${url})`;
}

/** An address spelled so that it ends neither the link nor its table cell; `undefined` unless http or https. */
function webAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  return href.replace(
    /[()[\]<>\\|`*_~\s]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Text as a block of code that it cannot end. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/gu) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.replace(/\n$/u, '')}\n${fence}`;
}

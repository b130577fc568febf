import createPurifier from 'dompurify';
import markdownIt, { type MarkdownIt } from 'markdown-it';
import { element } from './dom';
import { words } from './words';

const linkProtocols: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);
const DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=\s]*$/i;

/** Whether a click may lead there. Relative addresses lead nowhere from inside the editor, and `command:` would run things. */
function isSafeLink(address: string): boolean {
  return URL.canParse(address) && linkProtocols.has(new URL(address).protocol);
}

function createParser(): MarkdownIt {
  const parser = markdownIt({ html: false, linkify: true, breaks: true });
  const { escapeHtml } = parser.utils;
  parser.core.ruler.push('fitIntoPage', ({ tokens }) => {
    const headings = tokens.filter(({ type }) => type === 'heading_open' || type === 'heading_close');
    // The page's own headings are h1 and h2: the content's highest becomes h3.
    const shift = 3 - Math.min(...headings.map(({ tag }) => Number(tag.slice(1))));
    for (const heading of headings) heading.tag = `h${Math.min(6, Number(heading.tag.slice(1)) + shift)}`;
    for (const token of tokens) {
      // The page's policy refuses style attributes, which is how the parser aligns table cells.
      const alignment = /^text-align:(\w+)$/.exec(String(token.attrGet('style') ?? ''))?.[1];
      if (alignment !== undefined) token.attrs = [['align', alignment]];
    }
  });
  const drawImage = parser.renderer.rules['image'];
  parser.renderer.rules['image'] = (tokens, index, options, env, renderer) => {
    const token = tokens[index];
    const source = String(token?.attrGet('src') ?? '');
    if (DATA_IMAGE.test(source) && drawImage) return drawImage(tokens, index, options, env, renderer);
    // Fetching a remote image would tell its host that, when and where the result was read: a link leaves that to the reader.
    const alt = escapeHtml(renderer.renderInlineAsText(token?.children ?? [], options, env) || words.remoteImage);
    return isSafeLink(source) ? `<a href="${escapeHtml(source)}">${alt}</a>` : alt;
  };
  return parser;
}

function createSanitizer(): (html: string) => DocumentFragment {
  const purifier = createPurifier(window);
  purifier.addHook('uponSanitizeAttribute', (_node, attribute) => {
    const { attrName, attrValue } = attribute;
    if (attrName === 'href') attribute.keepAttr = isSafeLink(attrValue);
    if (attrName === 'src') attribute.keepAttr = DATA_IMAGE.test(attrValue);
  });
  const allowedTags =
    'p br hr h3 h4 h5 h6 ul ol li blockquote pre code em strong s a img table thead tbody tr th td'.split(' ');
  return (html) =>
    purifier.sanitize(html, {
      ALLOWED_TAGS: allowedTags,
      ALLOWED_ATTR: ['href', 'src', 'alt', 'align', 'start'],
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      RETURN_DOM_FRAGMENT: true,
    });
}

/** Makes what is allowed usable: links say where they lead, wide tables and code scroll and can be reached by keyboard. */
function finish(content: DocumentFragment): DocumentFragment {
  for (const link of content.querySelectorAll('a[href]')) {
    link.setAttribute('title', link.getAttribute('href') ?? '');
    link.setAttribute('rel', 'noopener noreferrer');
  }
  for (const table of content.querySelectorAll('table')) {
    const frame = element('div', { class: 'table', role: 'group', 'aria-label': words.table, tabindex: '0' });
    table.replaceWith(frame);
    frame.append(table);
  }
  for (const code of content.querySelectorAll('pre')) code.tabIndex = 0;
  return content;
}

/**
 * Makes a renderer for Markdown from agents, which is untrusted: what a web page told an agent ends up here. Raw HTML is shown
 * as text; only plain formatting, links to http, https and mailto, and images carried in the text itself come through.
 */
export function createMarkdownRenderer(): (text: string) => DocumentFragment {
  const parser = createParser();
  const sanitize = createSanitizer();
  return (text) => finish(sanitize(parser.render(text)));
}

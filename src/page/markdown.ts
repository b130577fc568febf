import markdownIt, { type MarkdownIt } from 'markdown-it';
import { element } from './dom';
import { createSanitizer, isDataImage, isSafeLink } from './sanitize';
import { words } from './words';

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
    if (isDataImage(source) && drawImage) return drawImage(tokens, index, options, env, renderer);
    // Fetching a remote image would tell its host that, when and where the result was read: a link leaves that to the reader.
    const alt = escapeHtml(renderer.renderInlineAsText(token?.children ?? [], options, env) || words.remoteImage);
    return isSafeLink(source) ? `<a href="${escapeHtml(source)}">${alt}</a>` : alt;
  };
  return parser;
}

/** Makes what is allowed usable: links say where they lead, wide tables and code scroll and can be reached by keyboard. */
function finish(content: DocumentFragment): DocumentFragment {
  for (const link of content.querySelectorAll('a')) {
    const address = link.getAttribute('href');
    if (address === null) {
      link.replaceWith(...link.childNodes);
      continue;
    }
    link.title = address;
    link.rel = 'noopener noreferrer';
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

/**
 * The text of a rendered result, as someone at a terminal wants to read it: items with a dash, headings with a mark, links
 * with their address. Runs in the page, so it may use nothing from outside of itself.
 */
export function renderedText(root: Element): string {
  const parts: string[] = [];
  const visit = (node: Node): void => {
    if (node instanceof Text) {
      // Between blocks there is only layout.
      parts.push(node.parentElement?.closest('pre') ? node.data : node.data.replace(/\s+/g, ' '));
      return;
    }
    if (!(node instanceof HTMLElement) || node.hidden || getComputedStyle(node).display === 'none') return;
    const { tagName } = node;
    if (node instanceof HTMLImageElement) parts.push(`[image: ${node.alt}]`);
    if (/^(?:P|DIV|UL|OL|PRE|TABLE|TR|BLOCKQUOTE|LI|H[1-6]|BR|HR)$/.test(tagName)) parts.push('\n');
    if (/^H[1-6]$/.test(tagName)) parts.push(`${'#'.repeat(Number(tagName[1]))} `);
    if (tagName === 'LI') parts.push('- ');
    if (tagName === 'TD' || tagName === 'TH') parts.push('| ');
    node.childNodes.forEach(visit);
    if (tagName === 'TD' || tagName === 'TH') parts.push(' ');
    if (node instanceof HTMLAnchorElement && node.href !== node.innerText) parts.push(` <${node.href}>`);
    if (/^(?:P|UL|OL|PRE|TABLE|BLOCKQUOTE|H[1-6])$/.test(tagName)) parts.push('\n');
  };
  visit(root);
  const lines = parts.join('').split('\n');
  const tidy = lines.map((line) => line.trimEnd().replace(/^ (?=\S)/, ''));
  return tidy
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

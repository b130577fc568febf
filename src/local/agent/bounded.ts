import type { Finding } from './findings';

/** Characters of a line: a title, a heading, a cell. */
const LONGEST_LINE = 1_000;
const LONGEST_ADDRESS = 4_000;
const LONGEST_TEXT = 20_001;
const MOST_ITEMS = 500;
const MOST_COLUMNS = 100;

/**
 * What is kept of a finding. A page can replace the functions that read it, and so hand over texts without end or things
 * that are no texts; limits within the page do not hold against it, these do.
 */
export function bounded(finding: Finding): Finding {
  switch (finding.kind) {
    case 'note':
      return { ...finding, text: line(finding.text) };
    case 'title':
      return { ...finding, title: line(finding.title) };
    case 'text':
      return { ...finding, text: cut(finding.text, LONGEST_TEXT) };
    case 'headings':
      return {
        ...finding,
        items: few(finding.items).map(({ level, text }) => ({ level: toLevel(level), text: line(text) })),
      };
    case 'links':
      return {
        ...finding,
        items: few(finding.items).map(({ text, url }) => ({ text: line(text), url: address(url) })),
      };
    case 'results':
      return {
        ...finding,
        items: few(finding.items).map(({ text, url, snippet }) => ({
          text: line(text),
          url: address(url),
          snippet: line(snippet),
        })),
      };
    case 'table': {
      const { heading, columns, rows } = finding.table;
      const cells = (row: readonly string[]): readonly string[] => few(row, MOST_COLUMNS).map(line);
      return { ...finding, table: { heading: line(heading), columns: cells(columns), rows: few(rows).map(cells) } };
    }
    case 'address':
    case 'screenshot':
    case 'file':
    case 'files':
      return finding;
  }
}

const cut = (text: unknown, most: number): string => (typeof text === 'string' ? text.slice(0, most) : '');
const line = (text: unknown): string => cut(text, LONGEST_LINE);
const address = (text: unknown): string => cut(text, LONGEST_ADDRESS);
const few = <T>(items: readonly T[], most = MOST_ITEMS): readonly T[] => items.slice(0, most);
const toLevel = (level: unknown): number => (typeof level === 'number' && level >= 1 && level <= 6 ? level : 2);

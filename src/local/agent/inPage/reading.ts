import type { Frame, Page } from 'playwright-core';
import type { Heading, Link, Table } from '../findings';

// Functions handed to evaluate() run inside the page. They name no functions of their own: a bundler may wrap a named one
// in a helper that the page does not have.

const MOST_ITEMS = 200;
const MOST_ROWS = 500;
/** Characters of a page's text that are kept. */
export const MOST_TEXT = 20_000;

/** The visible headings, in order. */
export function readHeadings(page: Page): Promise<readonly Heading[]> {
  return page.evaluate((most) => {
    const found: { level: number; text: string }[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('h1,h2,h3,h4,h5,h6,[role=heading]')) {
      const text = element.innerText.replace(/\s+/g, ' ').trim();
      if (text === '' || !element.checkVisibility({ visibilityProperty: true })) continue;
      const level = Number(/^H(\d)$/.exec(element.tagName)?.[1] ?? element.getAttribute('aria-level') ?? 2);
      found.push({ level: level >= 1 && level <= 6 ? level : 2, text });
      if (found.length === most) break;
    }
    return found;
  }, MOST_ITEMS);
}

/** The visible links that lead to the web, in order, each target once. */
export function readLinks(page: Page): Promise<readonly Link[]> {
  return page.evaluate((most) => {
    const found = new Map<string, { text: string; url: string }>();
    for (const element of document.querySelectorAll<HTMLAnchorElement>('a[href]')) {
      const inside = element.querySelector('img')?.alt ?? '';
      const text = [element.innerText, element.ariaLabel ?? '', inside, element.title]
        .map((name) => name.replace(/\s+/g, ' ').trim())
        .find((name) => name !== '');
      const key = `${element.href} ${text ?? ''}`;
      if (text === undefined || found.has(key) || !/^https?:/.test(element.href)) continue;
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      found.set(key, { text, url: element.href });
      if (found.size === most) break;
    }
    return [...found.values()];
  }, MOST_ITEMS);
}

/** The text a person sees: of the main part where the page names one, else of all. At most {@link MOST_TEXT} characters. */
export function readText(frame: Page | Frame): Promise<string> {
  return frame.evaluate((most) => {
    const main = document.querySelector<HTMLElement>('main,[role=main],article');
    const text = main?.innerText.trim() ?? '';
    const all = text === '' ? ((document.body as HTMLElement | null)?.innerText.trim() ?? '') : text;
    return all.length > most ? `${all.slice(0, most)}…` : all;
  }, MOST_TEXT);
}

/** The visible tables that hold data. Layout tables (with tables inside) and empty ones are left out. */
export function readTables(page: Page): Promise<readonly Table[]> {
  return page.evaluate((most) => {
    const found: { heading: string; columns: string[]; rows: string[][] }[] = [];
    const headings = [...document.querySelectorAll<HTMLElement>('h1,h2,h3,h4,h5,h6')];
    for (const table of document.querySelectorAll('table')) {
      if (table.querySelector('table') || !table.checkVisibility({ visibilityProperty: true })) continue;
      const rows: string[][] = [];
      let columns: string[] = [];
      for (const row of table.rows) {
        const cells = [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, ' ').trim());
        const isHeader =
          [...row.cells].every((cell) => cell.tagName === 'TH') || row.parentElement?.tagName === 'THEAD';
        if (isHeader && rows.length === 0 && columns.length === 0) columns = cells;
        else if (cells.some((cell) => cell !== '')) rows.push(cells);
        if (rows.length === most) break;
      }
      if (rows.length === 0) continue;
      const above = headings.filter(
        (one) => (one.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
      );
      const heading = table.caption?.innerText ?? table.ariaLabel ?? above.at(-1)?.innerText ?? '';
      found.push({ heading: heading.replace(/\s+/g, ' ').trim(), columns, rows });
    }
    return found;
  }, MOST_ROWS);
}

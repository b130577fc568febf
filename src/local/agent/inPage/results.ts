import type { Page } from 'playwright-core';
import type { SearchResult } from '../findings';

const MOST_RESULTS = 8;

/** What entries of search results are recognised by: headings that are links. */
export const RESULT_LINKS = ':is(h2, h3) a[href], a[href]:has(h2, h3)';

/**
 * The entries of a page of search results: headings that are links, with the text around them. Built on that structure
 * alone, which Baidu, Bing and Google share, and not on their class names, which change. What is marked as an
 * advertisement is left out.
 */
export function readResults(page: Page): Promise<readonly SearchResult[]> {
  return page.evaluate((most) => {
    const found = new Map<string, { title: string; url: string; snippet: string }>();
    const advertisement = /^(?:ad|ads|advertisement|sponsored|广告|推广|赞助)$/i;
    for (const heading of document.querySelectorAll<HTMLElement>('h2,h3')) {
      const link = heading.querySelector<HTMLAnchorElement>('a[href]') ?? heading.closest<HTMLAnchorElement>('a[href]');
      const title = heading.innerText.replace(/\s+/g, ' ').trim();
      if (!link || title === '' || !/^https?:/.test(link.href) || found.has(link.href)) continue;
      if (!heading.checkVisibility({ visibilityProperty: true })) continue;
      // The entry is the largest part around the heading that holds no other entry's heading.
      let entry: HTMLElement = heading;
      while (
        entry.parentElement &&
        entry.parentElement !== document.body &&
        entry.parentElement.querySelectorAll('h2,h3').length === 1
      ) {
        entry = entry.parentElement;
      }
      const marked =
        entry.matches('[data-text-ad],[data-tuiguang],[class~="b_ad"],[class~="ad"]') ||
        entry.closest('[class~="b_ad"],[aria-label="Ads"],#tads') !== null ||
        [...entry.querySelectorAll<HTMLElement>('span,div,label,small,a')].some(
          (part) => part.children.length === 0 && advertisement.test(part.innerText.trim()),
        );
      if (marked) continue;
      const all = entry.innerText.replace(/\s+/g, ' ').trim();
      const paragraph = [...entry.querySelectorAll<HTMLElement>('p,[class*="abstract"],[class*="snippet"]')]
        .map((part) => part.innerText.replace(/\s+/g, ' ').trim())
        .sort((a, b) => b.length - a.length)[0];
      const snippet = paragraph ?? all.replace(title, '').trim();
      found.set(link.href, { title, url: link.href, snippet: snippet.slice(0, 300) });
      if (found.size === most) break;
    }
    return [...found.values()].map(({ title, url, snippet }) => ({ text: title, url, snippet }));
  }, MOST_RESULTS);
}

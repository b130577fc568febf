import { find } from './documents';
import { escapeHtml, page } from './html';

export type SiteEngine = 'baidu' | 'bing' | 'google';

/** One result in each engine's shape: their nesting and class names, as far as a reader of results can see them. */
const shapes: Readonly<Record<SiteEngine, (title: string, url: string, text: string) => string>> = {
  baidu: (title, url, text) =>
    `<div class="result c-container"><h3 class="c-title t"><a href="${url}">${title}</a></h3><div><span class="content-right_abstract">${text}</span></div></div>`,
  bing: (title, url, text) =>
    `<li class="b_algo"><h2><a href="${url}">${title}</a></h2><div class="b_caption"><p>${text}</p></div></li>`,
  google: (title, url, text) =>
    `<div class="g"><div><a href="${url}"><h3>${title}</h3><cite>${url}</cite></a></div><div class="VwiC3b">${text}</div></div>`,
};

const advertisements: Readonly<Record<SiteEngine, string>> = {
  baidu:
    '<div class="result c-container"><h3 class="t"><a href="https://ads.example/">Cheap umbrellas</a></h3><div>Buy now <span>广告</span></div></div>',
  bing: '<li class="b_ad"><h2><a href="https://ads.example/">Cheap umbrellas</a></h2><p>Buy now</p></li>',
  google:
    '<div><a href="https://ads.example/"><h3>Cheap umbrellas</h3></a><span>Sponsored</span><div>Buy now</div></div>',
};

const fieldNames: Readonly<Record<SiteEngine, string>> = { baidu: 'wd', bing: 'q', google: 'q' };

/** The page of results of one engine; a real search over the site's documents, with an advertisement on top. */
export function resultsPage(engine: SiteEngine, query: string, origin: string): string {
  const found = find(query);
  const results = found.map(({ id, title, text }) =>
    shapes[engine](escapeHtml(title), `${origin}/doc/${id}`, escapeHtml(text)),
  );
  const list =
    engine === 'bing'
      ? `<ol>${advertisements.bing}${results.join('')}</ol>`
      : advertisements[engine] + results.join('');
  const nothing = '<p>There are no results for this search. 没有找到相关结果。</p>';
  return page(
    `${query} - Search`,
    `<form role="search" action=""><input name="${fieldNames[engine]}" value="${escapeHtml(query)}" aria-label="Search"><button>Search</button></form>
<div id="content_left">${found.length === 0 ? nothing : list}</div>`,
  );
}

/** What an engine shows to those it takes for machines. */
export const captchaPage = (): string => page('百度安全验证', '<h2>请完成下方验证后继续操作</h2><p>拖动滑块</p>', 'zh');

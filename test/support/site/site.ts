import { createServer } from 'node:http';
import {
  chinesePage,
  documentPage,
  hangingPage,
  homePage,
  hostilePage,
  longPage,
  orderPage,
  popupPage,
  shopPage,
  tablesPage,
  tickingPage,
} from './pages';
import { captchaPage, resultsPage } from './searchPages';

/** A small web site on this machine with real pages, for tasks without internet. */
export interface Site {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Template of its search page in the shape of an engine's results, as AgentBay Local takes it. */
  readonly engines: { readonly baidu: string; readonly bing: string; readonly google: string };
  /** How often each thing was asked for: paths such as `/shop`, and what pages report, such as `key` or `tick`. */
  hits(): ReadonlyMap<string, number>;
  /** Resolves when the thing has been asked for at least once. */
  seen(what: string): Promise<void>;
  close(): Promise<void>;
}

const fixedPages: ReadonlyMap<string, () => string> = new Map([
  ['/', homePage],
  ['/shop', shopPage],
  ['/tables', tablesPage],
  ['/hostile', hostilePage],
  ['/long', longPage],
  ['/ticking', tickingPage],
  ['/hanging', hangingPage],
  ['/popup', popupPage],
  ['/chinese', chinesePage],
  ['/captcha', captchaPage],
]);

/** Starts the site on a port of the system's choice, on loopback. */
export async function startSite(): Promise<Site> {
  const hits = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  const count = (what: string): void => {
    hits.set(what, (hits.get(what) ?? 0) + 1);
    for (const wake of waiting.get(what) ?? []) wake();
    waiting.delete(what);
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin);
    count(url.pathname === '/hit' ? (url.searchParams.get('what') ?? '') : url.pathname);
    const said = answer(url, origin);
    if (!said) return; // The connection stays until one side gives up.
    response.writeHead(said.status ?? 200, { 'content-type': 'text/html; charset=utf-8', ...said.headers });
    response.end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    origin,
    engines: {
      baidu: `${origin}/s?wd={query}`,
      bing: `${origin}/search?q={query}`,
      google: `${origin}/google?q={query}`,
    },
    hits: () => new Map(hits),
    seen: (what) =>
      hits.has(what)
        ? Promise.resolve()
        : new Promise((resolve) => waiting.set(what, [...(waiting.get(what) ?? []), resolve])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What the site says; nothing for an address that never answers. */
interface Answer {
  readonly body: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const noSuchPage: Answer = { body: '<h1>No such page</h1>', status: 404 };

function answer({ pathname, searchParams }: URL, origin: string): Answer | undefined {
  const fixed = fixedPages.get(pathname);
  if (fixed) return { body: fixed() };
  const number = /^\/doc\/(\d+)$/u.exec(pathname)?.[1];
  const body = number === undefined ? undefined : documentPage(Number(number));
  if (body !== undefined) return { body };
  switch (pathname) {
    case '/hit':
      return { body: '', status: 204 };
    case '/order':
      return { body: orderPage(searchParams) };
    case '/s':
      return { body: resultsPage('baidu', searchParams.get('wd') ?? '', origin) };
    case '/search':
      return { body: resultsPage('bing', searchParams.get('q') ?? '', origin) };
    case '/google':
      return { body: resultsPage('google', searchParams.get('q') ?? '', origin) };
    case '/slow':
      return undefined;
    case '/download':
      return {
        body: 'apples,2.50\n',
        headers: { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="prices.csv"' },
      };
    case '/status':
      return { body: '<h1>Something is wrong</h1>', status: Number(searchParams.get('code') ?? 500) };
    default:
      return noSuchPage;
  }
}

import { say } from './say';
import { testSite } from './testSite';

const engines = { baidu: 'www.baidu.com', bing: 'www.bing.com', google: 'www.google.com' } as const;
const patienceMs = 3_000;

/** Why a host gives no answer of any kind over HTTPS; `undefined` when it does. */
async function whyUnreachable(host: string): Promise<string | undefined> {
  try {
    await fetch(`https://${host}/`, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error && 'code' in cause ? String(cause.code) : `no answer within ${patienceMs / 1000} s`;
  }
}

/**
 * Asks whether the search engines can be reached. Those that cannot are replaced by this repository's own search page on
 * loopback, and the person is told.
 * @returns A value for the setting `agentbay.local.searchEngines`; empty when there is nothing to replace.
 */
export async function searchEnginesInReach(): Promise<Readonly<Record<string, string>>> {
  const asked = Object.entries(engines).map(async ([engine, host]) => ({
    engine,
    host,
    why: await whyUnreachable(host),
  }));
  const missing = (await Promise.all(asked)).filter(({ why }) => why !== undefined);
  if (missing.length === 0) return {};
  const site = await testSite();
  const list = missing.map(({ host, why }) => `${host} (${why ?? ''})`).join(', ');
  say(`- Out of reach from here: ${list}.`);
  say(`  Searches that name them go to this repository's own small search page instead: ${site.origin}/s`);
  return Object.fromEntries(missing.map(({ engine }) => [engine, `${site.origin}/s?wd={query}`]));
}

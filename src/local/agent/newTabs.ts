import type { Page } from 'playwright-core';

/** Notices that a page opens a tab: the browser says so at once, the tab itself is there some time later. */
export interface NewTabs {
  /** Whether a tab was asked for that is not there yet. */
  readonly isOneComing: () => boolean;
  readonly dispose: () => void;
}

/** Begin to watch before doing what may open one. */
export async function watchNewTabs(page: Page): Promise<NewTabs> {
  const browser = page.context();
  let coming = 0;
  const arrived = (): void => void (coming -= 1);
  const devTools = await browser.newCDPSession(page);
  devTools.on('Page.windowOpen', () => (coming += 1));
  browser.on('page', arrived);
  await devTools.send('Page.enable');
  return {
    isOneComing: () => coming > 0,
    dispose: () => {
      browser.off('page', arrived);
      devTools.detach().catch(() => undefined); // The page went away and took the session along.
    },
  };
}

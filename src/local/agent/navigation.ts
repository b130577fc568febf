import type { Frame, Page } from 'playwright-core';
import { atMost } from '../atMost';
import { messageOf } from '../failure';
import { passOn, shownAddress, StepFailure, type StepContext } from './context';
import { settle } from './follow';
import { whyNotReached } from './unreachable';

/** The page to work on. @throws {StepFailure} when none has been opened yet, on which keys and scrolling would do nothing. */
export async function openedPage(context: StepContext): Promise<Page> {
  const page = await context.page();
  if (page.url() !== 'about:blank') return page;
  throw new StepFailure(context.t('No page has been opened yet.', '还没有打开任何网页。'));
}

const ERROR_PAGE_MS = 2_000;

/**
 * Chromium shows a page of its own about an address that failed, a little later than it says so; whoever goes elsewhere
 * meanwhile is interrupted by it. So that page can be waited for. Begin to watch before going anywhere.
 */
function watchErrorPage(page: Page): { readonly shown: () => Promise<void>; readonly dispose: () => void } {
  let see: () => void = () => undefined;
  const seen = new Promise<void>((resolve) => (see = resolve));
  const onNavigated = (frame: Frame): void => {
    if (frame === page.mainFrame() && frame.url().startsWith('chrome-error:')) see();
  };
  page.on('framenavigated', onNavigated);
  return {
    shown: () => atMost(ERROR_PAGE_MS, seen),
    dispose: () => void page.off('framenavigated', onNavigated),
  };
}

/**
 * Goes to an address and waits until its document is there.
 * @throws {StepFailure} when it cannot be reached, takes longer than the limit, is a download, or answers 400 or above.
 */
export async function navigate(context: StepContext, url: string): Promise<Page> {
  const page = await context.page();
  const at = shownAddress(url);
  const errorPage = watchErrorPage(page);
  let response;
  try {
    response = await page.goto(url, { waitUntil: 'domcontentloaded', timeout: context.limits.navigationMs });
  } catch (error) {
    passOn(context, error);
    // None comes where the site was too slow or sent a download.
    if (/net::ERR_(?!ABORTED)/u.test(messageOf(error))) await errorPage.shown();
    throw new StepFailure(whyNotReached(context, url, messageOf(error)), { cause: error });
  } finally {
    errorPage.dispose();
  }
  const status = response?.status() ?? 200;
  if (status >= 400) {
    const text = `${status} ${response?.statusText() ?? ''}`.trim();
    throw new StepFailure(context.t(`${at} answered with status ${text}.`, `${at} 返回了状态 ${text}。`));
  }
  await settle(page);
  return page;
}

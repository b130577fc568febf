import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Request, Response } from 'playwright-core';
import { messageOf } from '../failure';
import { StepFailure, type StepContext } from './context';
import { watchNewTabs } from './newTabs';
import { tooSlow, whyNotReached } from './unreachable';

/** How long after a click a page is given to begin going elsewhere. */
const NOTICE_MS = 120;
const LOOK_AGAIN_MS = 30;
/** How long a tab that was asked for may take to be there; browsers keep some from opening. */
const TAB_MS = 3_000;
/** What loads after the document may take this long; some pages never come to rest. */
const REST_MS = 3_000;

/**
 * Does something to the page that may lead elsewhere, and waits until the other document is there, in this tab or a new one.
 * @throws {StepFailure} when it does not arrive within the limit for navigation.
 */
export async function andFollow(context: StepContext, act: (page: Page) => Promise<void>): Promise<void> {
  const page = await context.page();
  let pending: Request | undefined;
  let broken: StepFailure | undefined;
  const begun = (request: Request): void => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) pending = request;
  };
  const answered = (response: Response): void => {
    // "No content" leaves the old page where it is.
    if (response.request() === pending && (response.status() === 204 || response.status() === 205)) pending = undefined;
  };
  const failed = (request: Request): void => {
    if (request !== pending) return;
    pending = undefined;
    // Aborted: by a download, by the next navigation, or by the page itself, which stays.
    const code = request.failure()?.errorText ?? '';
    if (!code.includes('ERR_ABORTED')) broken = new StepFailure(whyNotReached(context, request.url(), code));
  };
  const over = (): void => {
    pending = undefined;
  };
  const newTabs = await watchNewTabs(page);
  page.on('request', begun).on('response', answered).on('requestfailed', failed);
  page.on('domcontentloaded', over).on('close', over).on('crash', over).on('download', over);
  try {
    context.browser.touch();
    await act(page);
    await sleep(NOTICE_MS, undefined, { signal: context.signal });
    const begunAt = performance.now();
    while (pending ?? (newTabs.isOneComing() && performance.now() - begunAt < TAB_MS)) {
      if (pending && performance.now() - begunAt > context.limits.navigationMs) {
        throw new StepFailure(tooSlow(context, pending.url()));
      }
      await sleep(LOOK_AGAIN_MS, undefined, { signal: context.signal });
    }
    if (broken) throw broken;
  } finally {
    newTabs.dispose();
    page.off('request', begun).off('response', answered).off('requestfailed', failed);
    page.off('domcontentloaded', over).off('close', over).off('crash', over).off('download', over);
  }
  await settle(await context.page());
}

/** Gives what a page loads after its document a moment, without insisting. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('load', { timeout: REST_MS }).catch(() => undefined); // Still loading: usable all the same.
}

const MOST_TRIES = 3;

/** Reads something off the page; once more when the page went elsewhere in the middle of it. */
export async function readSteadily<T>(context: StepContext, reading: (page: Page) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const page = await context.page();
    try {
      return await reading(page);
    } catch (error) {
      const moved = /context was destroyed|Cannot find context|frame was detached/iu.test(messageOf(error));
      if (!moved || tries === MOST_TRIES) throw error;
      context.signal.throwIfAborted();
      await settle(page);
    }
  }
}

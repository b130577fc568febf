import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { LocalError, messageOf } from '../failure';

export type PictureFormat = 'png' | 'jpeg';

/** What a page showed. Width and height in pixels. */
export interface Picture {
  readonly mimeType: `image/${PictureFormat}`;
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** A page that does not get round to drawing for so long is not waited for. */
const PATIENCE_MS = 5_000;
/** Between two tries: on its way to another page the browser has nothing to show for a moment. */
const PAUSE_MS = 100;
const JPEG_QUALITY = 70;

/**
 * Takes a picture of what a tab shows. Goes past the page's own scripts, so that no page can keep it from being taken but by
 * not drawing at all, and a task at work in the tab is not disturbed.
 * @throws {LocalError} when the page does not draw or goes away.
 */
export async function takePicture(page: Page, format: PictureFormat): Promise<Picture> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE_MS);
  try {
    return await Promise.race([capture(page, format, giveUp.signal), givenUp(giveUp.signal)]);
  } catch (error) {
    if (error instanceof LocalError) throw error;
    throw new LocalError(`No picture could be taken: ${messageOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

const givenUp = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const why = 'The page does not draw itself, so no picture of it could be taken.';
    signal.addEventListener('abort', () => reject(new LocalError(why)), { once: true });
  });

async function capture(page: Page, format: PictureFormat, signal: AbortSignal): Promise<Picture> {
  for (;;) {
    try {
      return await tryOnce(page, format);
    } catch (error) {
      if (signal.aborted || page.isClosed()) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

async function tryOnce(page: Page, format: PictureFormat): Promise<Picture> {
  const size = page.viewportSize();
  if (!size) throw new LocalError('The page has no size.');
  const devTools = await page.context().newCDPSession(page);
  try {
    const { data } = await devTools.send('Page.captureScreenshot', {
      format,
      ...(format === 'jpeg' && { quality: JPEG_QUALITY }),
    });
    return { mimeType: `image/${format}`, ...size, data: Buffer.from(data, 'base64') };
  } finally {
    await devTools.detach().catch(() => undefined); // The page went away and took the session along.
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { SessionBrowser } from '../browser/sessionBrowser';
import { StepFailure, type StepContext } from './context';

/**
 * Waits for a piece of work, but not beyond an abort, and not for ever: after `limits.stepMs` it has met a page that does
 * not answer at all, whose tabs are then closed.
 * @throws {StepFailure} when it was not done in time.
 */
export async function broughtToAnEnd<T>(
  { limits, signal, t }: StepContext,
  browser: Pick<SessionBrowser, 'abandon'>,
  work: Promise<T>,
): Promise<T> {
  work.catch(() => undefined); // Once it is not waited for any more, its failure concerns nobody.
  const done = new AbortController();
  const over = AbortSignal.any([done.signal, signal]);
  const late = sleep(limits.stepMs, undefined, { signal: over }).catch(() => undefined);
  const first = await Promise.race([work.then((value) => ({ value })), late]).finally(() => done.abort());
  signal.throwIfAborted();
  if (first) return first.value;
  await browser.abandon();
  throw new StepFailure(
    t(`The page has not responded for ${limits.stepMs / 1000} seconds.`, `页面 ${limits.stepMs / 1000} 秒没有响应。`),
  );
}

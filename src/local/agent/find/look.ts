import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Locator } from 'playwright-core';
import type { StepContext } from '../context';

const LOOK_AGAIN_MS = 150;
const MOST_FRAMES = 8;

/** Ways to find something in a frame, the best first. */
export type Ways = (frame: Frame) => readonly Locator[];

/**
 * Looks in the page and its frames for the first visible thing that one of the ways finds, until it is there.
 * @param nth Which of several is meant: 1 is the first, -1 the last.
 * @param forMs 0 looks once.
 * @returns `undefined` when nothing has shown up in time.
 */
export async function look(
  context: StepContext,
  ways: Ways,
  nth = 1,
  forMs = context.limits.elementMs,
): Promise<Locator | undefined> {
  const until = performance.now() + forMs;
  for (;;) {
    const page = await context.page();
    for (const frame of page.frames().slice(0, MOST_FRAMES)) {
      for (const way of ways(frame)) {
        const visible = way.filter({ visible: true });
        const count = await visible.count().catch(() => 0); // The frame went away or is being navigated.
        const index = nth < 0 ? count + nth : nth - 1;
        if (index >= 0 && index < count) return visible.nth(index);
      }
    }
    if (performance.now() >= until) return undefined;
    await sleep(LOOK_AGAIN_MS, undefined, { signal: context.signal });
  }
}

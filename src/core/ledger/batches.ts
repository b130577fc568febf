/** Open files are limited; a few at a time are as fast. */
const AT_ONCE = 64;

/** Does the same with many files, some at a time. */
export async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(work));
}

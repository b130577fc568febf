/** How often an agent may do the same, of the dozen actions before, until it looks like a loop. */
const REPEATED = 5;
/** How long nothing new may be heard while questions are answered, in ms. */
const SILENT_MS = 90_000;

/** The loop that the latest action closes, if it closes one. */
export interface Loop {
  /** When the first of the same actions was seen, ms since the epoch; `undefined` when nobody here saw it. */
  readonly since: number | undefined;
}

/**
 * Whether the latest of some actions has been there so often that the agent may be going round in circles.
 * @param recent The texts of the latest actions, oldest first.
 * @param seenAt When the last of them were seen, oldest first; may be fewer.
 */
export function loopIn(recent: readonly string[], seenAt: readonly number[]): Loop | undefined {
  const latest = recent.at(-1);
  const same = recent.filter((text) => text === latest);
  if (latest === undefined || same.length < REPEATED) return undefined;
  return { since: seenAt[recent.indexOf(latest) - recent.length + seenAt.length] };
}

/**
 * Whether an agent has gone silent.
 * @param newsAt When something new was last heard of it, ms since the epoch.
 * @param answeredSince Since when every question was answered: of the time before nobody knows whether there was news.
 */
export const isSilent = (now: number, newsAt: number, answeredSince: number): boolean =>
  now - Math.max(newsAt, answeredSince) >= SILENT_MS;

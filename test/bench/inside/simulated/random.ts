/** Randomness that is the same in each run: from 0 to 1. */
export type Random = () => number;

/** @param seed Any number; the same seed gives the same numbers. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32: short, and even enough for arrivals and pauses.
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const between = (random: Random, least: number, most: number): number => least + random() * (most - least);

/** As likely between 1 and 10 as between 10 and 100. */
export const logBetween = (random: Random, least: number, most: number): number => least * (most / least) ** random();

/** One of the choices, each as likely as its weight says. */
export function pick<T extends string>(random: Random, weights: Readonly<Record<T, number>>): T {
  const choices = Object.entries<number>(weights) as [T, number][];
  let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  const [last] = choices.at(-1) ?? [];
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  if (last === undefined) throw new Error('Nothing to choose from.');
  return last;
}

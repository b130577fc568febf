/** Prints one line for the person at the terminal. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Seconds since `startedAt` (ms since the epoch) with one decimal, e.g. `2.3 s`. */
export const since = (startedAt: number): string => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;

const patienceMs = 1_000;

/**
 * Does one step of a set-up and says what it was and how long it took; a step of more than a second is announced, so
 * that nobody stares at nothing.
 */
export async function step<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const announce = setTimeout(() => say(`- ${what} ...`), patienceMs);
  try {
    const result = await work();
    say(`- ${what}: ${since(startedAt)}`);
    return result;
  } catch (error) {
    say(`- ${what}: failed after ${since(startedAt)}`);
    throw error;
  } finally {
    clearTimeout(announce);
  }
}

/** Memory that is held, in bytes: collected until it shrinks no more, as what one collection frees may be what held something else. */
export async function heldBytes(): Promise<number> {
  if (!globalThis.gc) throw new Error('Run with --expose-gc.');
  let held = Infinity;
  for (;;) {
    // What ends in a later turn of the loop ends first: files, sockets going back, timers.
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc();
    const { heapUsed, external } = process.memoryUsage();
    const now = heapUsed + external;
    if (now > held - 1_024) return Math.min(now, held);
    held = now;
  }
}

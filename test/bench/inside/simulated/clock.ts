import type { Clock } from '../../../../src/core/util/clock';

interface Timer {
  at: number;
  /** Who asked first wakes first. */
  readonly order: number;
  action: (() => void) | undefined;
}

/** Lets whoever was woken go on up to its next wait. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Time that passes as fast as the work in it gets done. A heap, so that thousands of timers cost little beside what they wake:
 * the clock is in what is measured.
 */
export class SimulatedClock implements Clock {
  #now: number;
  #sleptMs = 0;
  #order = 0;
  readonly #heap: Timer[] = [];

  /** @param beginsAt ms since the epoch. */
  constructor(beginsAt: number) {
    this.#now = beginsAt;
  }

  now(): number {
    return this.#now;
  }

  /** As `now`, but what the machine slept is left out. */
  awake(): number {
    return this.#now - this.#sleptMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const cancel = this.after(ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  after(ms: number, action: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, action };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return () => {
      timer.action = undefined;
    };
  }

  /** Lets time pass up to `until`, ms since the epoch. */
  async runTo(until: number): Promise<void> {
    await turn();
    for (let first = this.#heap[0]; first && first.at <= until; first = this.#heap[0]) {
      this.#takeFirst();
      if (!first.action) continue;
      this.#now = Math.max(this.#now, first.at);
      first.action();
      await turn();
    }
    this.#now = until;
  }

  /** The machine sleeps: time passes and no timer runs, as timers count only the time that a machine is awake. */
  suspend(ms: number): void {
    this.#now += ms;
    this.#sleptMs += ms;
    // All by the same, so the heap stays in order.
    for (const timer of this.#heap) timer.at += ms;
  }

  #takeFirst(): void {
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
  }

  #rise(index: number): void {
    for (let child = index; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapUnlessInOrder(parent, child)) return;
      child = parent;
    }
  }

  #sink(index: number): void {
    for (let parent = index; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const child = this.#isBefore(right, left) ? right : left;
      if (child >= this.#heap.length || !this.#swapUnlessInOrder(parent, child)) return;
      parent = child;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
  }

  #swapUnlessInOrder(parent: number, child: number): boolean {
    const [above, below] = [this.#heap[parent], this.#heap[child]];
    if (!above || !below || !this.#isBefore(child, parent)) return false;
    this.#heap[parent] = below;
    this.#heap[child] = above;
    return true;
  }
}

import { FakeClock } from '../../support/fakeClock';

/** Longer than any pause between two attempts or questions, in ms. */
const ANY_PAUSE_MS = 3_600_000;

/** A clock whose pauses pass by themselves, giving real servers room to act, and whose time limits end when the test says so. */
export class PatientClock extends FakeClock {
  readonly #limits = new Map<object, number>();

  constructor() {
    super(ANY_PAUSE_MS);
  }

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await super.sleep(ms, signal);
    await realTime(1);
  }

  override after(ms: number, action: () => void): () => void {
    const limit = {};
    this.#limits.set(limit, this.now() + ms);
    const callOff = super.after(ms, () => {
      this.#limits.delete(limit);
      action();
    });
    return () => {
      this.#limits.delete(limit);
      callOff();
    };
  }

  /** Resolves when there is a time limit. */
  async limitSet(): Promise<void> {
    while (this.#limits.size === 0) await realTime(1);
  }

  /** Lets time pass up to the end of the time limit that is next. */
  endNextLimit(): void {
    if (this.#limits.size > 0) this.leap(Math.min(...this.#limits.values()) - this.now());
  }
}

export const realTime = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

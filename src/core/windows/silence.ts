/** Counts for how many looks in a row somebody has shown the same sign. Looks, not time: nobody beats while the machine sleeps. */
export class Silence {
  readonly #signs = new Map<string, { readonly sign: number; readonly looks: number }>();

  /** @returns How many looks before this one showed the same. */
  look(who: string, sign: number): number {
    const before = this.#signs.get(who);
    const looks = before?.sign === sign ? before.looks + 1 : 0;
    this.#signs.set(who, { sign, looks });
    return looks;
  }

  /** How long somebody was silent at the last look. */
  of(who: string, sign: number): number {
    const before = this.#signs.get(who);
    return before?.sign === sign ? before.looks : 0;
  }

  forget(who: string): void {
    this.#signs.delete(who);
  }

  forgetAll(): void {
    this.#signs.clear();
  }
}

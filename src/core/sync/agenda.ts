interface Entry<T> {
  readonly item: T;
  readonly dueAt: number;
}

/** What is due when, with what is due first at hand: a binary heap that knows the place of each item. */
export class Agenda<T> {
  readonly #heap: Entry<T>[] = [];
  readonly #places = new Map<T, number>();

  /** What is due first; `undefined` when nothing is. */
  get first(): Entry<T> | undefined {
    return this.#heap[0];
  }

  /** Enters an item, or moves it. @param dueAt ms since the epoch; `Infinity` takes it out. */
  set(item: T, dueAt: number): void {
    const place = this.#places.get(item) ?? this.#heap.length;
    if (dueAt === Infinity) this.delete(item);
    else this.#settle({ item, dueAt }, place);
  }

  delete(item: T): void {
    const place = this.#places.get(item);
    if (place === undefined) return;
    this.#places.delete(item);
    const last = this.#heap.pop();
    if (last && last.item !== item) this.#settle(last, place);
  }

  /** Puts an entry where it belongs, beginning at a place that is free for it. */
  #settle(entry: Entry<T>, from: number): void {
    let place = from;
    for (let above = this.#above(place); above && above.dueAt > entry.dueAt; above = this.#above(place)) {
      const freed = this.#places.get(above.item) ?? 0;
      this.#put(above, place);
      place = freed;
    }
    for (let below = this.#below(place); below && below.dueAt < entry.dueAt; below = this.#below(place)) {
      const freed = this.#places.get(below.item) ?? 0;
      this.#put(below, place);
      place = freed;
    }
    this.#put(entry, place);
  }

  #put(entry: Entry<T>, place: number): void {
    this.#heap[place] = entry;
    this.#places.set(entry.item, place);
  }

  #above(place: number): Entry<T> | undefined {
    return place === 0 ? undefined : this.#heap[(place - 1) >> 1];
  }

  /** The earlier of the two below. */
  #below(place: number): Entry<T> | undefined {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    return left && right && right.dueAt < left.dueAt ? right : left;
  }
}

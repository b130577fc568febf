/** What can stand on a shelf: it is ordered by its beginning. */
interface Dated {
  /** ms since the epoch. */
  readonly createdAt: number;
}

/** Values by id, and in groups, newest first. Sorted when somebody looks first, and kept in order from then on. */
export class Shelf<T extends Dated> {
  readonly #values = new Map<string, T>();
  readonly #groups = new Map<string | undefined, Map<string, T>>();
  readonly #sortedGroups = new Map<string | undefined, readonly T[]>();
  #sorted: readonly T[] | undefined;

  /** @param groupOf Which group a value belongs to. */
  constructor(
    private readonly idOf: (value: T) => string,
    private readonly groupOf: (value: T) => string | undefined,
  ) {}

  get(id: string): T | undefined {
    return this.#values.get(id);
  }

  /** Newest first. */
  all(): readonly T[] {
    return (this.#sorted ??= this.newestFirst(this.#values.values()));
  }

  /** The values of one group, newest first. */
  of(group: string | undefined): readonly T[] {
    const known = this.#sortedGroups.get(group);
    if (known) return known;
    const members = this.#groups.get(group);
    if (!members) return [];
    const sorted = this.newestFirst(members.values());
    this.#sortedGroups.set(group, sorted);
    return sorted;
  }

  groups(): (string | undefined)[] {
    return [...this.#groups.keys()];
  }

  /** Of the same moment: by id, so that all windows show the same. */
  newestFirst(values: Iterable<T>): readonly T[] {
    return [...values].sort(this.#compare);
  }

  put(value: T): void {
    const id = this.idOf(value);
    const before = this.#values.get(id);
    const group = this.groupOf(value);
    const isMoved = before !== undefined && this.groupOf(before) !== group;
    if (isMoved) this.#leave(id, before);
    this.#values.set(id, value);
    const members = this.#groups.get(group) ?? new Map<string, T>();
    this.#groups.set(group, members.set(id, value));
    this.#sorted &&= this.#replaced(this.#sorted, before, value);
    const sorted = this.#sortedGroups.get(group);
    if (sorted) this.#sortedGroups.set(group, this.#replaced(sorted, isMoved ? undefined : before, value));
  }

  delete(id: string): void {
    const before = this.#values.get(id);
    if (!before) return;
    this.#values.delete(id);
    this.#sorted &&= this.#replaced(this.#sorted, before, undefined);
    this.#leave(id, before);
  }

  #leave(id: string, value: T): void {
    const group = this.groupOf(value);
    const members = this.#groups.get(group);
    members?.delete(id);
    if (members?.size === 0) this.#groups.delete(group);
    this.#sortedGroups.delete(group);
  }

  readonly #compare = (a: T, b: T): number =>
    b.createdAt - a.createdAt || (this.idOf(a) < this.idOf(b) ? -1 : Number(this.idOf(a) !== this.idOf(b)));

  /** A list with `before` taken out and `after` put in. The list itself stays as it is: somebody may be at it. */
  #replaced(sorted: readonly T[], before: T | undefined, after: T | undefined): readonly T[] {
    const at = before ? this.#place(sorted, before) : -1;
    if (before && after && this.#compare(before, after) === 0) return sorted.with(at, after);
    const rest = before ? sorted.toSpliced(at, 1) : sorted;
    return after ? rest.toSpliced(this.#place(rest, after), 0, after) : rest;
  }

  /** Where a value stands, or would stand. */
  #place(sorted: readonly T[], value: T): number {
    let from = 0;
    let to = sorted.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = sorted[middle];
      if (other && this.#compare(other, value) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

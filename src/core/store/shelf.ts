/** What can stand on a shelf: it is ordered by its beginning. */
interface Dated {
  /** ms since the epoch. */
  readonly createdAt: number;
}

/** Values by id, and in groups, newest first. Sorted when somebody looks, and only where something came or went. */
export class Shelf<T extends Dated> {
  readonly #values = new Map<string, T>();
  readonly #groups = new Map<string | undefined, Map<string, T>>();
  readonly #sortedGroups = new Map<string | undefined, readonly T[]>();
  #sorted: readonly T[] | undefined;

  /** @param groupOf Which group a value belongs to. */
  constructor(private readonly groupOf: (value: T) => string | undefined) {}

  get(id: string): T | undefined {
    return this.#values.get(id);
  }

  /** Newest first. */
  all(): readonly T[] {
    return (this.#sorted ??= newestFirst(this.#values.values()));
  }

  /** The values of one group, newest first. */
  of(group: string | undefined): readonly T[] {
    const known = this.#sortedGroups.get(group);
    if (known) return known;
    const sorted = newestFirst(this.#groups.get(group)?.values() ?? []);
    this.#sortedGroups.set(group, sorted);
    return sorted;
  }

  groups(): (string | undefined)[] {
    return [...this.#groups.keys()];
  }

  put(id: string, value: T): void {
    const before = this.#values.get(id);
    const group = this.groupOf(value);
    if (before && this.groupOf(before) !== group) this.#leave(id, before);
    this.#values.set(id, value);
    const members = this.#groups.get(group) ?? new Map<string, T>();
    this.#groups.set(group, members.set(id, value));
    this.#forget(group);
  }

  delete(id: string): void {
    const before = this.#values.get(id);
    if (!before) return;
    this.#values.delete(id);
    this.#leave(id, before);
  }

  #leave(id: string, value: T): void {
    const group = this.groupOf(value);
    const members = this.#groups.get(group);
    members?.delete(id);
    if (members?.size === 0) this.#groups.delete(group);
    this.#forget(group);
  }

  #forget(group: string | undefined): void {
    this.#sortedGroups.delete(group);
    this.#sorted = undefined;
  }
}

const newestFirst = <T extends Dated>(values: Iterable<T>): readonly T[] =>
  [...values].sort((a, b) => b.createdAt - a.createdAt);

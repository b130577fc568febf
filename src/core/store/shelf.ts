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
    const members = this.#groups.get(group);
    if (!members) return [];
    const sorted = newestFirst(members.values());
    this.#sortedGroups.set(group, sorted);
    return sorted;
  }

  groups(): (string | undefined)[] {
    return [...this.#groups.keys()];
  }

  put(id: string, value: T): void {
    const before = this.#values.get(id);
    const group = this.groupOf(value);
    const isMoved = before !== undefined && this.groupOf(before) !== group;
    if (isMoved) this.#leave(id, before);
    this.#values.set(id, value);
    const members = this.#groups.get(group) ?? new Map<string, T>();
    this.#groups.set(group, members.set(id, value));
    this.#sorted &&= replaced(this.#sorted, before, value);
    const sorted = this.#sortedGroups.get(group);
    if (sorted) this.#sortedGroups.set(group, replaced(sorted, isMoved ? undefined : before, value));
  }

  delete(id: string): void {
    const before = this.#values.get(id);
    if (!before) return;
    this.#values.delete(id);
    this.#sorted &&= replaced(this.#sorted, before, undefined);
    this.#leave(id, before);
  }

  #leave(id: string, value: T): void {
    const group = this.groupOf(value);
    const members = this.#groups.get(group);
    members?.delete(id);
    if (members?.size === 0) this.#groups.delete(group);
    this.#sortedGroups.delete(group);
  }
}

export const newestFirst = <T extends Dated>(values: Iterable<T>): readonly T[] =>
  [...values].sort((a, b) => b.createdAt - a.createdAt);

/** A list, newest first, with `before` taken out and `after` put in. The list itself stays as it is: somebody may be at it. */
function replaced<T extends Dated>(sorted: readonly T[], before: T | undefined, after: T | undefined): readonly T[] {
  const at = before ? sorted.indexOf(before, firstNotAfter(sorted, before.createdAt, true)) : -1;
  if (at >= 0 && after && before?.createdAt === after.createdAt) return sorted.with(at, after);
  const rest = at < 0 ? sorted : sorted.toSpliced(at, 1);
  return after ? rest.toSpliced(firstNotAfter(rest, after.createdAt, false), 0, after) : rest;
}

/** Where those begin that are older than `createdAt`, or as old if `isSameIncluded`. */
function firstNotAfter(sorted: readonly Dated[], createdAt: number, isSameIncluded: boolean): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const at = sorted[middle]?.createdAt ?? -Infinity;
    if (isSameIncluded ? at <= createdAt : at < createdAt) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** What to do with one kind of child. */
export interface Children<T, E extends Element> {
  /** Two items with the same key in one list are told apart by their order. */
  key(item: T): string;
  create(): E;
  /** Called for created and kept children alike, in order. */
  update(child: E, item: T, index: number): void;
}

/**
 * Keeps the children of one element in step with a list, by key: what stays is not touched, so focus, selection and scroll
 * survive. Owns all children of `parent`.
 */
export class Reconciler<T, E extends Element> {
  #shown: ReadonlyMap<string, E> = new Map();

  constructor(
    readonly parent: Element,
    private readonly children: Children<T, E>,
  ) {}

  show(items: readonly T[]): void {
    const keys = uniqueKeys(items, (item) => this.children.key(item));
    const next = new Map(keys.map((key) => [key, this.#shown.get(key) ?? this.children.create()]));
    // What is gone leaves first: then what stays is in place already and need not be moved.
    for (const [key, child] of this.#shown) if (!next.has(key)) child.remove();
    let before = this.parent.firstElementChild;
    for (const child of next.values()) {
      if (child === before) before = child.nextElementSibling;
      else this.parent.insertBefore(child, before);
    }
    this.#shown = next;
    const children = [...next.values()];
    items.forEach((item, index) => {
      const child = children[index];
      if (child) this.children.update(child, item, index);
    });
  }
}

function uniqueKeys<T>(items: readonly T[], keyOf: (item: T) => string): string[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const key = keyOf(item);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return `${nth}:${key}`;
  });
}

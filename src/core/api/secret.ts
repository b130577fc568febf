/**
 * Something that lets its holder in: a token, or an address that carries one. Printing, logging or serialising it, or an
 * object that holds it, shows `[secret]`; only `reveal()` gives it away, at the moment it is used.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Hand it on at once; do not keep, log or show it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

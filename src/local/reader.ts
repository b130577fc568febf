import { LocalError } from './failure';

/** Reads the fields of a JSON object somebody wrote by hand, and says exactly where something is wrong. */
export class Reader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #place: string;

  /** @param place What the object is called in complaints. @throws {LocalError} when it is no object. */
  constructor(value: unknown, place: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new LocalError(`${place} must be an object.`);
    }
    this.#fields = { ...value };
    this.#place = place;
  }

  /** The names that are there. */
  get names(): readonly string[] {
    return Object.keys(this.#fields);
  }

  /** @throws {LocalError} when there is a field of another name. */
  only(...known: readonly string[]): this {
    const unknown = this.names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw this.complaint(unknown, `is not known; there are ${known.join(', ')}`);
    return this;
  }

  value(name: string): unknown {
    return this.#fields[name];
  }

  text(name: string): string | undefined {
    return this.#read(name, 'must be a text', (value) => (typeof value === 'string' ? value : undefined));
  }

  /** A number of at least 0. */
  number(name: string): number | undefined {
    return this.#read(name, 'must be a number of at least 0', (value) =>
      typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined,
    );
  }

  yesOrNo(name: string): boolean | undefined {
    return this.#read(name, 'must be true or false', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    return this.#read(name, `must be one of ${words.join(', ')}`, (value) => words.find((word) => word === value));
  }

  /** An object that `read` makes something of. */
  object<T>(name: string, read: (fields: Reader) => T): T | undefined {
    const value = this.#fields[name];
    return value === undefined ? undefined : read(new Reader(value, this.#at(name)));
  }

  /** A list of objects. */
  list<T>(name: string, read: (fields: Reader) => T): readonly T[] | undefined {
    const items = this.#read(name, 'must be a list', (value) =>
      Array.isArray(value) ? (value as unknown[]) : undefined,
    );
    return items?.map((item, index) => read(new Reader(item, `${this.#at(name)}[${index}]`)));
  }

  /** What one of the readings above gave, which must be there. @throws {LocalError} when it is not. */
  needed<T>(name: string, value: T | undefined): T {
    if (value === undefined) throw this.complaint(name, 'is missing');
    return value;
  }

  complaint(name: string, why: string): LocalError {
    return new LocalError(`${this.#at(name)} ${why}.`);
  }

  #at(name: string): string {
    return `${this.#place}${this.#place.includes(',') ? '.' : ', '}${name}`;
  }

  #read<T>(name: string, why: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    const made = read(value);
    if (made === undefined) throw this.complaint(name, why);
    return made;
  }
}

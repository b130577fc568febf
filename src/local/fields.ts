import { LocalError, messageOf } from './failure';
import { isObject, type JsonObject } from './json';

/** What a value in a file somebody wrote by hand must be. */
export interface Field<T, Optional extends boolean = boolean> {
  /** Whether it may be absent from the object it belongs to. */
  readonly isOptional: Optional;
  /** What is wrong with a value, as a sentence; `undefined` when nothing is. @param where What the sentence calls the value. */
  readonly complaint: (value: unknown, where: string) => string | undefined;
  /** Never there: says what a value is of which there is no complaint. */
  readonly holds?: T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

type OptionalName<F extends Fields> = { [N in keyof F]: F[N] extends Field<unknown, true> ? N : never }[keyof F];
type Content<F> = F extends Field<infer T> ? T : never;

/** An object of these fields. */
export type Holding<F extends Fields> = { readonly [N in Exclude<keyof F, OptionalName<F>>]: Content<F[N]> } & {
  readonly [N in OptionalName<F>]?: Content<F[N]>;
};

/** A field by what complains of it. */
export const field = <T>(complaint: Field<T>['complaint']): Field<T, false> => ({ isOptional: false, complaint });

const plain = <T>(must: string, is: (value: unknown) => value is T): Field<T, false> =>
  field((value, where) => (is(value) ? undefined : `${where} must be ${must}.`));

export const optional = <T>({ complaint }: Field<T>): Field<T, true> => ({ isOptional: true, complaint });

const isText = (value: unknown): value is string => typeof value === 'string';

export const anything = plain('a JSON value', (value): value is unknown => value !== undefined);
export const text = plain('text', isText);
export const flag = plain('true or false', (value) => typeof value === 'boolean');
export const anyObject = plain('an object', isObject);

export const texts = plain(
  'an object of texts',
  (value): value is Readonly<Record<string, string>> => isObject(value) && Object.values(value).every(isText),
);

export const oneOf = <const T extends string>(...words: readonly T[]): Field<T, false> =>
  plain(words.map((word) => `"${word}"`).join(' or '), (value): value is T => words.some((word) => word === value));

/** A whole number of this range. */
export const whole = (least: number, most: number): Field<number, false> =>
  plain(`a whole number from ${least} to ${most}`, (value): value is number => {
    return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
  });

/** An object that has these fields and no others. */
export const object = <F extends Fields>(fields: F): Field<Holding<F>, false> =>
  field((value, where) => (isObject(value) ? complaintOfFields(value, fields, where) : `${where} must be an object.`));

/** @param noun What an item is called. */
export const list = <T>(item: Field<T>, noun: string): Field<readonly T[], false> =>
  field((value, where) => {
    if (!Array.isArray(value)) return `${where} must be a list of ${noun}s.`;
    return first(value as readonly unknown[], (one, index) => item.complaint(one, `${noun} ${index + 1} of ${where}`));
  });

/** The first thing that is wrong with an object that is to have these fields and no others. */
export function complaintOfFields(given: JsonObject, fields: Fields, where: string): string | undefined {
  const known = Object.keys(fields);
  const stranger = Object.keys(given).find((name) => !known.includes(name));
  if (stranger !== undefined) {
    return `${where} has no "${stranger}"${known.length > 0 ? `; there is ${known.join(', ')}` : ''}.`;
  }
  return first(Object.entries(fields), ([name, { isOptional, complaint }]) => {
    const value = given[name];
    if (value !== undefined) return complaint(value, `"${name}" of ${where}`);
    return isOptional ? undefined : `"${name}" of ${where} is missing.`;
  });
}

/**
 * Makes sure that a value is what it must be.
 * @param where What complaints call it, e.g. `the fault plan`.
 * @throws {LocalError} one sentence that says what is wrong, and where.
 */
export function checked<T>(value: unknown, must: Field<T>, where: string): T {
  const complaint = must.complaint(value, where);
  if (complaint !== undefined) throw new LocalError(capital(complaint));
  return value as T;
}

/** Reads JSON text, as {@link checked} does a value. @throws {LocalError} */
export function checkedJson<T>(json: string, must: Field<T>, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new LocalError(capital(`${where} is not JSON: ${messageOf(error)}`), { cause: error });
  }
  return checked(value, must, where);
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** The first complaint of several things. */
function first<T>(things: readonly T[], complain: (thing: T, index: number) => string | undefined): string | undefined {
  for (const [index, thing] of things.entries()) {
    const complaint = complain(thing, index);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

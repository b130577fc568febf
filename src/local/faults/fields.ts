import { LocalError } from '../failure';

/** What one field of an object must be. */
export interface Field<T, Optional extends boolean = boolean> {
  readonly isOptional: Optional;
  /** For the complaint: "must be ...". */
  readonly must: string;
  readonly is: (value: unknown) => value is T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

type OptionalName<F extends Fields> = { [N in keyof F]: F[N] extends Field<unknown, true> ? N : never }[keyof F];
type Content<F> = F extends Field<infer T> ? T : never;

/** An object of these fields. */
export type Holding<F extends Fields> = { readonly [N in Exclude<keyof F, OptionalName<F>>]: Content<F[N]> } & {
  readonly [N in OptionalName<F>]?: Content<F[N]>;
};

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const field = <T>(must: string, is: (value: unknown) => value is T): Field<T, false> => ({
  isOptional: false,
  must,
  is,
});

export const optional = <T>({ must, is }: Field<T>): Field<T, true> => ({ isOptional: true, must, is });

export const anything = field('a JSON value', (value): value is unknown => value !== undefined);
export const text = field('text', isText);
export const flag = field('true or false', (value) => typeof value === 'boolean');

export const texts = field(
  'an object of texts',
  (value): value is Readonly<Record<string, string>> => isObject(value) && Object.values(value).every(isText),
);

export const oneOf = <const T extends string>(...words: readonly T[]): Field<T, false> =>
  field(words.map((word) => `"${word}"`).join(' or '), (value): value is T => words.some((word) => word === value));

/** A whole number of this range. */
export const whole = (least: number, most: number): Field<number, false> =>
  field(`a whole number from ${least} to ${most}`, (value): value is number => {
    return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
  });

/**
 * Makes sure that an object has these fields and no others.
 * @param where What the complaint calls the object.
 * @throws {LocalError} that names the first field that is wrong.
 */
export function checkFields<F extends Fields>(
  object: Readonly<Record<string, unknown>>,
  fields: F,
  where: string,
): asserts object is Holding<F> {
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(fields, name)) {
      const known = Object.keys(fields);
      throw new LocalError(`${where} has no "${name}"${known.length > 0 ? `; there is ${known.join(', ')}` : ''}.`);
    }
  }
  for (const [name, { isOptional, must, is }] of Object.entries(fields)) {
    const value = object[name];
    if (value === undefined ? !isOptional : !is(value)) throw new LocalError(`${where}: "${name}" must be ${must}.`);
  }
}

/** Small tools for reading what is on disk: nothing there is what we think before it was looked at. */
export type Fields = Readonly<Record<string, unknown>>;
export type Guard<T> = (value: unknown) => value is T;
type Guards = Readonly<Record<string, Guard<unknown>>>;
type Guarded<G extends Guards> = { readonly [K in keyof G]: G[K] extends Guard<infer T> ? T : never };

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isTrue = (value: unknown): value is true => value === true;
export const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
export const oneOf =
  <T extends string>(...words: readonly T[]): Guard<T> =>
  (value): value is T =>
    (words as readonly unknown[]).includes(value);
/** An object that has at least these fields. */
export const shapeOf =
  <G extends Guards>(guards: G): Guard<Guarded<G>> =>
  (value): value is Guarded<G> =>
    required(value, guards) !== undefined;

/** The named fields, all of which must be there and of the right kind; `undefined` when one is not. Other fields are dropped. */
export function required<G extends Guards>(value: unknown, guards: G): Guarded<G> | undefined {
  if (!isFields(value)) return undefined;
  const found: Record<string, unknown> = {};
  for (const key in guards) {
    if (guards[key]?.(value[key]) !== true) return undefined;
    found[key] = value[key];
  }
  return found as Guarded<G>;
}

/** Those of the named fields that are there and of the right kind. */
export function optional<G extends Guards>(value: Fields, guards: G): Partial<Guarded<G>> {
  const found: Record<string, unknown> = {};
  for (const key in guards) if (guards[key]?.(value[key]) === true) found[key] = value[key];
  return found as Partial<Guarded<G>>;
}

/** JSON, or `undefined` where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Half a line, or damaged: whoever decodes it will say so.
  }
}

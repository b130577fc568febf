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
/** An object with these fields, and with those of `others` that it has being of the right kind. */
export function shapeOf<G extends Guards, O extends Guards>(
  needed: G,
  others: O,
): Guard<Guarded<G> & Partial<Guarded<O>>> {
  const all = [...Object.entries(needed), ...Object.entries(others).map(([key, is]) => [key, orAbsent(is)] as const)];
  return (value): value is Guarded<G> & Partial<Guarded<O>> =>
    isFields(value) && all.every(([key, is]) => is(value[key]));
}

const orAbsent =
  (is: Guard<unknown>): Guard<unknown> =>
  (value): value is unknown =>
    value === undefined || is(value);

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

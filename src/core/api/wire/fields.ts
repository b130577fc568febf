/** The fields of a JSON object, findable whatever the case and style of their names: the service mixes them. */
export type Fields = ReadonlyMap<string, unknown>;

const plain = (name: string): string => (name.includes('_') ? name.replaceAll('_', '') : name).toLowerCase();

/** `undefined` when the value is no JSON object. */
export function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const fields = new Map<string, unknown>();
  for (const [name, content] of Object.entries(value)) fields.set(plain(name), content);
  return fields;
}

/** The value of the first of these fields that is there; `SessionId`, `sessionId` and `session_id` are the same name. */
export function valueOf(fields: Fields | undefined, ...names: readonly string[]): unknown {
  for (const name of names) {
    const value = fields?.get(plain(name));
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** The text of the first of these fields that holds some; numbers count as text. `''` when none does. */
export function textOf(fields: Fields | undefined, ...names: readonly string[]): string {
  for (const name of names) {
    const value = fields?.get(plain(name));
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return '';
}

/** A boolean, or one written as text; `undefined` when the field is neither. */
export function flagOf(fields: Fields | undefined, name: string): boolean | undefined {
  const value = fields?.get(plain(name));
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  return word === 'true' ? true : word === 'false' ? false : undefined;
}

/** JSON text opened, if it is such a text for an object or a list; anything else as it is. */
export function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // Prose that happens to begin with a bracket.
    return value;
  }
}

/** Text as it is, anything else as JSON a person can read; `''` for nothing. */
export function shownText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value, undefined, 2);
  } catch {
    // Nested deeper than can be written out again: there is no text a person could read.
    return '';
  }
}

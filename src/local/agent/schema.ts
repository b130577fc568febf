import { LocalError } from '../failure';
import { isObject, jsonOf, type JsonObject } from '../json';

/** As much of JSON Schema as an agent's result can be held to. */
export interface Schema {
  readonly type: string | undefined;
  readonly properties: ReadonlyMap<string, Schema>;
  readonly required: readonly string[];
  readonly items: Schema | undefined;
}

/**
 * Reads the output schema of a task: JSON text, or the object itself.
 * @returns `undefined` when it asks for nothing: absent, empty, or without properties.
 * @throws {LocalError} when it is no schema of an object.
 */
export function parseOutputSchema(given: unknown): Schema | undefined {
  if (given === undefined || given === null || given === '') return undefined;
  const value = typeof given === 'string' ? jsonOf(given) : given;
  if (value === undefined) throw new LocalError('output_schema is not JSON.');
  if (!isObject(value)) throw new LocalError('output_schema is not a JSON Schema object.');
  const schema = toSchema(value);
  if (schema.properties.size === 0 && schema.required.length === 0) return undefined;
  if (schema.type !== undefined && schema.type !== 'object') {
    throw new LocalError(`output_schema must describe an object, not type "${schema.type}".`);
  }
  return schema;
}

function toSchema(value: JsonObject): Schema {
  const { type, properties, required, items } = value;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return {
    type: types.find((one): one is string => typeof one === 'string' && one !== 'null'),
    properties: new Map(
      isObject(properties)
        ? Object.entries(properties).map(([name, one]) => [name, toSchema(isObject(one) ? one : {})] as const)
        : [],
    ),
    required: Array.isArray(required) ? required.filter((one): one is string => typeof one === 'string') : [],
    items: isObject(items) ? toSchema(items) : undefined,
  };
}

/** A value shaped as a schema wants it, or the path of the field that could not be. */
export type Fitted =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly field: string; readonly wants: string };

/**
 * Shapes what was found after a schema: text becomes a number where one is wanted and it is one, an entry with a text
 * becomes that text, an object is reduced to the properties asked for.
 * @param path Where in the result the value belongs, for the answer when it does not fit.
 */
export function fit(value: unknown, schema: Schema, path: string): Fitted {
  const no = (wants: string): Fitted => ({ ok: false, field: path, wants });
  switch (schema.type) {
    case 'string':
      if (typeof value === 'string') return { ok: true, value };
      if (typeof value === 'number') return { ok: true, value: String(value) };
      return isObject(value) && typeof value['text'] === 'string' ? { ok: true, value: value['text'] } : no('string');
    case 'number':
    case 'integer': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value.replace(/[,\s]/gu, '')) : value;
      const fits =
        typeof number === 'number' && Number.isFinite(number) && (schema.type === 'number' || Number.isInteger(number));
      return fits ? { ok: true, value: number } : no(schema.type);
    }
    case 'boolean':
      return typeof value === 'boolean' ? { ok: true, value } : no('boolean');
    case 'array':
      return Array.isArray(value) ? fitItems(value, schema.items, path) : no('array');
    case 'object':
      return isObject(value) ? fitProperties(value, schema, path) : no('object');
    case undefined:
    default:
      return { ok: true, value };
  }
}

function fitItems(values: readonly unknown[], items: Schema | undefined, path: string): Fitted {
  if (!items) return { ok: true, value: values };
  const fitted: unknown[] = [];
  for (const [index, value] of values.entries()) {
    const one = fit(value, items, `${path}[${index}]`);
    if (!one.ok) return one;
    fitted.push(one.value);
  }
  return { ok: true, value: fitted };
}

/** Property names are compared as people write them: "Unit price" is `unit_price` and `unitPrice`. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function fitProperties(value: Readonly<Record<string, unknown>>, schema: Schema, path: string): Fitted {
  if (schema.properties.size === 0) return { ok: true, value };
  const byName = new Map(Object.entries(value).map(([name, one]) => [plainName(name), one] as const));
  const fitted: Record<string, unknown> = {};
  for (const [name, one] of schema.properties) {
    const at = path === '' ? name : `${path}.${name}`;
    const found = byName.get(plainName(name));
    const result: Fitted = found === undefined ? { ok: false, field: at, wants: '' } : fit(found, one, at);
    if (result.ok) fitted[name] = result.value;
    else if (found !== undefined || schema.required.includes(name)) return result;
  }
  const missing = schema.required.find((name) => !(name in fitted));
  return missing === undefined
    ? { ok: true, value: fitted }
    : { ok: false, field: path === '' ? missing : `${path}.${missing}`, wants: '' };
}

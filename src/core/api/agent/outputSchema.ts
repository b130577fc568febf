import type { ErrorObject, ValidateFunction } from 'ajv';
import { ServiceError } from '../errors';
import type { SchemaViolation } from '../results';
import { badInput } from '../wire/failures';
import { fieldsOf } from '../wire/fields';
import { dialectOf } from './schemaDialects';

/** A JSON Schema that a task's product shall follow. */
export interface OutputSchema {
  /** As it is sent: JSON text. */
  readonly text: string;
  /** Where a product breaks it; `undefined` when it follows it. */
  check(product: string): SchemaViolation | undefined;
}

/**
 * Makes ready what a caller gives as the output schema: an object, or JSON text. It is checked with Ajv, which is loaded only
 * here. Nothing is fetched: a schema that refers to another document is refused. Formats (`date`, `email`) are not checked.
 * @returns `undefined` when there is none (`undefined`, `''`).
 * @throws {ServiceError} `badInput`, saying what is wrong with it.
 */
export async function prepareSchema(given: unknown): Promise<OutputSchema | undefined> {
  if (given === undefined || given === '') return undefined;
  const text = textOf(given);
  // A copy: what the caller does to the object later changes nothing here.
  const schema = parsed(text);
  const validate = await compiled(schema);
  return { text, check: (product) => violation(product, validate) };
}

function textOf(given: unknown): string {
  try {
    return typeof given === 'string' ? given : JSON.stringify(given);
  } catch (error) {
    throw bad(`cannot be written as JSON (${words(error)})`);
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw bad(`is not JSON (${words(error)})`);
  }
  if (!fieldsOf(schema)) throw bad('is not a JSON object');
  return schema as Readonly<Record<string, unknown>>;
}

async function compiled(schema: Readonly<Record<string, unknown>>): Promise<ValidateFunction> {
  const { $schema: dialect = '', $async: isAsync } = schema;
  if (isAsync !== undefined) throw bad('has "$async", which cannot be used here');
  const { fault, compile } = await dialectOf(String(dialect));
  try {
    const wrong = fault(schema);
    if (wrong) throw bad(`is not valid: ${wordsFor(wrong, 'the schema')}`);
    return compile(schema);
  } catch (error) {
    throw error instanceof ServiceError ? error : bad(`cannot be used: ${words(error)}`);
  }
}

function violation(product: string, validate: ValidateFunction): SchemaViolation | undefined {
  let value: unknown;
  try {
    value = JSON.parse(product);
  } catch {
    // What the parser has to say about prose helps nobody.
    return { field: '', message: product.trim() === '' ? 'it is empty' : 'it is not JSON' };
  }
  try {
    if (validate(value)) return undefined;
  } catch {
    // The stack is too small for so many levels.
    return { field: '', message: 'it is nested too deeply to be checked' };
  }
  const [error] = validate.errors ?? [];
  return { field: fieldNamed(error), message: wordsFor(error, 'the result') };
}

/** `/cities/0/name` is `cities[0].name`; a field that is missing, or too many, is named itself. */
function fieldNamed(error: ErrorObject | undefined): string {
  const { missingProperty, additionalProperty, unevaluatedProperty } = error?.params ?? {};
  const extra: unknown = missingProperty ?? additionalProperty ?? unevaluatedProperty;
  const names = (error?.instancePath ?? '')
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (typeof extra === 'string') names.push(extra);
  return names.reduce((path, name) => {
    if (/^\d+$/.test(name)) return `${path}[${name}]`;
    return path === '' ? name : `${path}.${name}`;
  }, '');
}

function wordsFor(error: ErrorObject | undefined, whole: string): string {
  const field = fieldNamed(error) || whole;
  if (!error) return `${field} is not valid`;
  const { type, allowedValues, allowedValue } = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
    case 'dependencies':
      return `${field} is missing`;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `${field} is not allowed`;
    case 'type':
      return `${field} must be ${[type].flat().map(kind).join(' or ')}`;
    case 'enum':
      return `${field} must be one of ${JSON.stringify(allowedValues)}`;
    case 'const':
      return `${field} must be ${JSON.stringify(allowedValue)}`;
    default:
      return `${field} ${(error.message ?? 'is not valid').replaceAll('NOT', 'not')}`;
  }
}

const kind = (type: unknown): string =>
  type === 'null' ? 'null' : `${/^[aeio]/.test(String(type)) ? 'an' : 'a'} ${String(type)}`;

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);

const bad = (what: string): ServiceError =>
  badInput(`The output schema ${what}. Give a JSON Schema such as {"type":"object","properties":{}}.`);

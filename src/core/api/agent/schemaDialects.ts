import type { default as Core, ErrorObject, ValidateFunction } from 'ajv';

/** A draft of JSON Schema. */
export interface Dialect {
  /** What is wrong with a schema by the draft's own schema; `undefined` when nothing is. Throws when it names another draft. */
  readonly fault: (schema: object) => ErrorObject | undefined;
  /** Throws when the schema refers to what is not in it, or has a pattern that is none. */
  readonly compile: (schema: object) => ValidateFunction;
}

type Checker = new (options: object) => Core;

// Unknown keywords and formats are let pass: the schema is written for the service, and what it makes of them is its affair.
const lenient = { strict: false, validateFormats: false, logger: false };

/** Each draft has a checker of its own; the latest is meant where the schema does not say. Ajv is loaded by the first use. */
export function dialectOf(name: string): Promise<Dialect> {
  if (name.includes('draft-07')) return draft07();
  return name.includes('2019-09') ? draft2019() : latest();
}

const draft07 = once(async () => dialect((await import('ajv')).Ajv));
const draft2019 = once(async () => dialect((await import('ajv/dist/2019.js')).Ajv2019));
const latest = once(async () => dialect((await import('ajv/dist/2020.js')).Ajv2020));

function dialect(Ajv: Checker): Dialect {
  // The draft's own schema takes some 50 ms to compile, so that is done once; a caller's takes one or two.
  const ofSchemas = new Ajv(lenient);
  return {
    fault: (schema) => (ofSchemas.validateSchema(schema) === true ? undefined : ofSchemas.errors?.[0]),
    // Each has a checker of its own: Ajv keeps all that it ever compiled, and lets a `$id` occur once.
    compile: (schema) => new Ajv({ ...lenient, meta: false, validateSchema: false }).compile(schema),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

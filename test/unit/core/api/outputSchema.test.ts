import assert from 'node:assert/strict';
import { ServiceError } from '../../../../src/core/api';
import { prepareSchema } from '../../../../src/core/api/agent/outputSchema';

const weather = {
  type: 'object',
  properties: {
    weather: {
      type: 'object',
      properties: { temperature: { type: 'number', minimum: -90 }, sky: { enum: ['clear', 'cloudy'] } },
      required: ['temperature'],
      additionalProperties: false,
    },
    cities: { type: 'array', items: { type: 'object', properties: { name: { type: ['string', 'null'] } } } },
    'a/b~c': { const: 1 },
  },
};

async function violationOf(product: unknown, schema: unknown = weather) {
  const prepared = await prepareSchema(schema);
  assert.ok(prepared);
  return prepared.check(typeof product === 'string' ? product : JSON.stringify(product));
}

describe('an output schema', () => {
  const broken: [field: string, message: string, product: unknown][] = [
    ['weather.temperature', 'weather.temperature must be a number', { weather: { temperature: 'warm' } }],
    ['weather.temperature', 'weather.temperature is missing', { weather: {} }],
    ['weather.wind', 'weather.wind is not allowed', { weather: { temperature: 1, wind: 3 } }],
    ['weather.temperature', 'weather.temperature must be >= -90', { weather: { temperature: -91 } }],
    ['weather.sky', 'weather.sky must be one of ["clear","cloudy"]', { weather: { temperature: 1, sky: 'pink' } }],
    ['cities[1].name', 'cities[1].name must be a string or null', { cities: [{ name: 'Shanghai' }, { name: 7 }] }],
    ['a/b~c', 'a/b~c must be 1', { 'a/b~c': 2 }],
    ['', 'the result must be an object', [1]],
    ['', 'it is not JSON', 'Sunny, 21 °C'],
    ['', 'it is empty', ' '],
  ];
  for (const [field, message, product] of broken) {
    it(`says in plain words: ${message}`, async () => {
      assert.deepEqual(await violationOf(product), { field, message });
    });
  }

  it('is content with a product that follows it, as object or as text', async () => {
    const product = { weather: { temperature: 21, sky: 'clear' }, cities: [{ name: null }] };
    assert.equal(await violationOf(product), undefined);
    assert.equal(await violationOf(product, JSON.stringify(weather)), undefined);
  });

  it('is absent when none is given', async () => {
    assert.equal(await prepareSchema(undefined), undefined);
    assert.equal(await prepareSchema(''), undefined);
  });

  it('is sent as it was given as text, and as JSON when given as an object', async () => {
    assert.equal((await prepareSchema('{ "type": "object" }'))?.text, '{ "type": "object" }');
    assert.equal((await prepareSchema({ type: 'object' }))?.text, '{"type":"object"}');
  });

  it('is a copy: what its owner does to it later changes nothing', async () => {
    const own = { type: 'object', required: ['a'] };
    const prepared = await prepareSchema(own);
    own.required.push('b');
    assert.equal(prepared?.check('{"a":1}'), undefined);
  });

  it('is read by the draft it names, and by the latest otherwise', async () => {
    const tuple = { type: 'array', items: [{ type: 'number' }] };
    const draft07 = { $schema: 'http://json-schema.org/draft-07/schema#', ...tuple };
    assert.equal((await violationOf(['x'], draft07))?.message, '[0] must be a number');
    const latest = { type: 'array', prefixItems: [{ type: 'number' }] };
    assert.equal((await violationOf(['x'], latest))?.message, '[0] must be a number');
    const draft2019 = { $schema: 'https://json-schema.org/draft/2019-09/schema', ...tuple };
    assert.equal((await violationOf(['x'], draft2019))?.message, '[0] must be a number');
    const draft2020 = { $schema: 'https://json-schema.org/draft/2020-12/schema', dependentRequired: { a: ['b'] } };
    assert.equal((await violationOf({ a: 1 }, draft2020))?.message, 'b is missing');
  });

  it('does not mind keywords and formats it does not know', async () => {
    assert.equal(
      await violationOf({ on: 'today' }, { properties: { on: { format: 'date' } }, uiHint: 'x' }),
      undefined,
    );
  });

  it('can refer to itself, and be used again and again with the same $id', async () => {
    const tree = {
      $id: 'https://example.com/tree',
      type: 'object',
      properties: { kids: { type: 'array', items: { $ref: '#' } } },
    };
    assert.equal((await violationOf({ kids: [{ kids: 1 }] }, tree))?.field, 'kids[0].kids');
    assert.equal(await violationOf({ kids: [{ kids: [] }] }, tree), undefined);
  });

  it('gives up on a product that is nested too deeply, without throwing', async () => {
    const product = `${'{"kid":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const found = await violationOf(product, { type: 'object', properties: { kid: { $ref: '#' } } });
    assert.match(found?.message ?? '', /nested too deeply|not JSON/);
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const refused: [what: RegExp, schema: unknown][] = [
    [/is not JSON \(.*JSON/, 'not JSON'],
    [/cannot be written as JSON/, circle],
    [/is not a JSON object/, '[1]'],
    [/is not a JSON object/, '7'],
    [/is not a JSON object/, 'null'],
    [/is not valid: properties must be an object/, { properties: 7 }],
    [/is not valid: type must be/, { type: 'objekt' }],
    [/is not valid: properties\.a\.required must be an array/, '{"properties":{"a":{"required":"b"}}}'],
    [/cannot be used: can't resolve reference https:\/\/example\.com\/x/, { $ref: 'https://example.com/x' }],
    [/cannot be used: .*draft-04/, { $schema: 'http://json-schema.org/draft-04/schema#' }],
    [/cannot be used: Invalid regular expression/, { pattern: '(' }],
    [/"\$async"/, { $async: true, type: 'object' }],
  ];
  for (const [what, schema] of refused) {
    it(`is refused with the reason: ${what.source}`, async () => {
      await assert.rejects(prepareSchema(schema), (error) => {
        assert.ok(error instanceof ServiceError);
        assert.equal(error.kind, 'badInput');
        assert.match(error.message, what);
        return true;
      });
    });
  }
});

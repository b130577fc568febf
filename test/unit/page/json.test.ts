import assert from 'node:assert/strict';
import { prettyJson } from '../../../src/page/json';

describe('prettyJson', () => {
  it('lays out objects and lists as JSON.stringify does', () => {
    const value = {
      city: 'Shanghai',
      days: [{ low: 12 }, { low: -1.5 }],
      none: {},
      nothing: [],
      text: 'a, {b}: "c"\\',
    };
    for (const written of [JSON.stringify(value), JSON.stringify(value, null, '\t')]) {
      assert.equal(prettyJson(written), JSON.stringify(value, null, 2));
    }
  });

  it('keeps numbers and repeated keys exactly as they were written', () => {
    assert.equal(
      prettyJson('{"id":12345678901234567890,"id":1.0}'),
      '{\n  "id": 12345678901234567890,\n  "id": 1.0\n}',
    );
  });

  it('leaves alone what is not JSON', () => {
    for (const text of ['{"a":', 'plain words', '', "{'a': 1}"]) assert.equal(prettyJson(text), text);
  });

  it('does not grow with the square of the depth', () => {
    const depth = 20_000;
    assert.ok(prettyJson('['.repeat(depth) + ']'.repeat(depth)).length < depth * 2 * 100);
  });

  it('copes with a very long string', () => {
    const text = JSON.stringify({ page: 'x"\n'.repeat(200_000) });
    assert.equal(prettyJson(text), JSON.stringify(JSON.parse(text), null, 2));
  });
});

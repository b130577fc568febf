import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fileStem, idOfStem } from '../../../../src/core/ledger/fileName';

describe('the file name of an id', () => {
  const anId = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom('..', '../../escaped', 'CON', 'nul', 'com1', 'a/b', 'a\\b', 'C:', '', ' ', '.', 'x.', '\ud800'),
  );

  it('stays in its folder, is no device, and is short enough for any disk', () => {
    fc.assert(
      fc.property(anId, (id) => {
        const stem = fileStem(id);
        assert.match(stem, /^[a-z0-9_%~-]{1,100}$/);
        assert.doesNotMatch(stem, /^(con|nul|prn|aux|com\d|lpt\d)$/);
      }),
    );
  });

  it('is of one id only, on disks that know no capitals too', () => {
    fc.assert(
      fc.property(anId, anId, (one, other) => {
        assert.equal(fileStem(one) === fileStem(other), one === other);
      }),
    );
    assert.notEqual(fileStem('Session-A'), fileStem('session-a'));
    assert.notEqual(fileStem('\ud800'), fileStem('\ufffd'));
  });

  it('tells the id, unless it is hashed', () => {
    fc.assert(
      fc.property(anId, (id) => {
        const found = idOfStem(fileStem(id));
        if (found !== undefined) assert.equal(found, id);
      }),
    );
    assert.equal(idOfStem(fileStem('s-04bdw8o39bewbj8jk')), 's-04bdw8o39bewbj8jk');
    assert.equal(idOfStem(fileStem('会话')), '会话');
    assert.equal(idOfStem(fileStem('x'.repeat(500))), undefined);
  });
});

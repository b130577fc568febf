import assert from 'node:assert/strict';
import { type FailureDetail, type FailureKind, mayHaveBeenAccepted, ServiceError } from '../../../../src/core/api';

describe('mayHaveBeenAccepted', () => {
  const cases: [FailureKind, FailureDetail, boolean][] = [
    ['network', {}, true],
    ['network', { requestSent: true }, true],
    ['network', { requestSent: false }, false],
    ['timeout', { requestSent: true }, true],
    ['aborted', { requestSent: true }, true],
    ['aborted', { requestSent: false }, false],
    ['badReply', { requestSent: true }, true],
    ['service', { requestSent: true, httpStatus: 400 }, false],
    ['service', { requestSent: true }, false],
    ['service', { requestSent: true, httpStatus: 502 }, true],
    ['throttled', { requestSent: true, httpStatus: 503 }, false],
    ['unauthorised', { requestSent: true }, false],
    ['notFound', { requestSent: true }, false],
    ['badInput', { requestSent: false }, false],
    // What became of the first attempt was never learnt; that the second got nowhere does not undo it.
    ['network', { requestSent: false, attempts: 2, earlierUnclear: true }, true],
    ['throttled', { requestSent: true, attempts: 2, earlierUnclear: true }, true],
  ];
  for (const [kind, detail, expected] of cases) {
    it(`is ${String(expected)} for ${kind} ${JSON.stringify(detail)}`, () =>
      assert.equal(mayHaveBeenAccepted(new ServiceError(kind, 'x', detail)), expected));
  }
});

describe('ServiceError', () => {
  it('keeps its cause, and has none of its own making', () => {
    const cause = new Error('why');
    assert.equal(new ServiceError('network', 'x', { cause }).cause, cause);
    assert.ok(!('cause' in new ServiceError('network', 'x')));
  });
});

import assert from 'node:assert/strict';
import { type FailureDetail, type FailureKind, ServiceError } from '../../../../src/core/api';
import { attemptLimitMs, pauseBeforeNext } from '../../../../src/core/api/wire/retry';
import { retryAfterMs } from '../../../../src/core/api/wire/retryAfter';

const at = (repeat: 'safe' | 'once', made = 1, remainingMs = 60_000, random = 0.5) => ({
  ...{ repeat, made, remainingMs },
  attempts: 20,
  random: () => random,
});
const cut = new ServiceError('network', 'The connection was cut.', { requestSent: true });

describe('the pause before the next attempt', () => {
  it('is 300 ms, doubling to 5 s', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((made) => pauseBeforeNext(cut, at('safe', made)));
    assert.deepEqual(pauses, [300, 600, 1_200, 2_400, 4_800, 5_000, 5_000]);
  });

  it('is spread by a quarter to either side', () => {
    assert.equal(pauseBeforeNext(cut, at('safe', 1, 60_000, 0)), 225);
    assert.equal(pauseBeforeNext(cut, at('safe', 1, 60_000, 1)), 375);
    assert.equal(pauseBeforeNext(cut, at('safe', 9, 60_000, 1)), 6_250);
  });

  for (const hintMs of [0, 10, 2_500, 50_000]) {
    it(`is what the service asks for, exactly: ${hintMs} ms`, () => {
      const error = new ServiceError('service', 'busy', { httpStatus: 503, retryAfterMs: hintMs });
      assert.equal(pauseBeforeNext(error, at('safe', 3, 60_000, 0.9)), hintMs);
    });
  }

  it('must be over before the time is up', () => {
    const error = new ServiceError('throttled', 'busy', { retryAfterMs: 5_000 });
    assert.equal(pauseBeforeNext(error, at('safe', 1, 5_001)), 5_000);
    assert.equal(pauseBeforeNext(error, at('safe', 1, 5_000)), undefined);
    assert.equal(pauseBeforeNext(cut, at('safe', 1, 300)), undefined);
  });

  it('is none when the attempts are used up', () => {
    assert.equal(pauseBeforeNext(cut, at('safe', 20)), undefined);
  });

  const cases: [FailureKind, FailureDetail, safe: boolean, once: boolean][] = [
    ['network', { requestSent: true }, true, false],
    ['network', { requestSent: false }, true, true],
    ['network', {}, true, false],
    ['network', { code: 'ENOTFOUND', requestSent: false }, true, true],
    ['network', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', requestSent: false }, false, false],
    ['network', { code: 'ERR_SSL_WRONG_VERSION_NUMBER', requestSent: false }, false, false],
    ['timeout', { requestSent: true }, true, false],
    ['throttled', { httpStatus: 429, requestSent: true }, true, true],
    ['throttled', { httpStatus: 503, code: 'Throttling.User', requestSent: true }, true, true],
    ['service', { httpStatus: 500 }, true, false],
    ['service', { httpStatus: 503 }, true, false],
    ['service', { httpStatus: 400 }, false, false],
    ['service', { httpStatus: 200 }, false, false],
    ['service', {}, false, false],
    ['badReply', { httpStatus: 502 }, true, false],
    ['badReply', { httpStatus: 200, damaged: true }, true, false],
    ['badReply', { httpStatus: 200 }, false, false],
    ['badReply', { httpStatus: 302 }, false, false],
    ['aborted', { requestSent: false }, false, false],
    ['unauthorised', { httpStatus: 400 }, false, false],
    ['notFound', { httpStatus: 400 }, false, false],
    ['badInput', { requestSent: false }, false, false],
  ];
  for (const [kind, detail, safe, once] of cases) {
    it(`${safe ? 'follows' : 'does not follow'} ${kind} ${JSON.stringify(detail)}, ${once ? 'even' : 'but never'} for what may be done once only`, () => {
      const error = new ServiceError(kind, 'x', detail);
      assert.equal(pauseBeforeNext(error, at('safe')) !== undefined, safe);
      assert.equal(pauseBeforeNext(error, at('once')) !== undefined, once);
    });
  }
});

describe('the limit of one attempt', () => {
  it('is a third of the call’s time while others may follow', () => {
    assert.equal(attemptLimitMs('safe', 4, 60_000, 60_000), 20_000);
    assert.equal(attemptLimitMs('safe', 2, 60_000, 39_000), 20_000);
  });
  it('is 5 s at least', () => assert.equal(attemptLimitMs('safe', 4, 9_000, 9_000), 5_000));
  it('is never more than what remains', () => {
    assert.equal(attemptLimitMs('safe', 2, 60_000, 19_100), 19_100);
    assert.equal(attemptLimitMs('safe', 4, 1_000, 1_000), 1_000);
  });
  it('is all that remains for the last attempt, and for what may be done once only', () => {
    assert.equal(attemptLimitMs('safe', 1, 60_000, 39_000), 39_000);
    assert.equal(attemptLimitMs('once', 4, 60_000, 60_000), 60_000);
  });
});

describe('what the service says about waiting', () => {
  const now = Date.UTC(2026, 10, 22, 8, 38, 59);
  const cases: [headers: Record<string, string>, ms: number | undefined][] = [
    [{}, undefined],
    [{ 'x-acs-retry-after': '2500' }, 2_500],
    [{ 'x-acs-retry-after': ' 0 ' }, 0],
    [{ 'retry-after': '3' }, 3_000],
    [{ 'x-acs-retry-after': '100', 'retry-after': '3' }, 100],
    [{ 'x-acs-retry-after': 'soon', 'retry-after': '3' }, 3_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 08:39:09 GMT' }, 10_000],
    [{ 'retry-after': 'Sunday, 22-Nov-26 08:39:09 GMT' }, 10_000],
    [{ 'retry-after': 'Sun Nov 22 08:39:09 2026' }, 10_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 08:00:00 GMT' }, 0],
    [{ 'retry-after': '1.5' }, undefined],
    [{ 'retry-after': '-1' }, undefined],
    [{ 'retry-after': 'Nov 2026' }, undefined],
    [{ 'retry-after': 'Sun, 99 Nov 2026 99:99:99 GMT' }, undefined],
    [{ 'retry-after': '9'.repeat(400) }, undefined],
  ];
  for (const [headers, ms] of cases) {
    it(`is ${ms === undefined ? 'nothing' : `${ms} ms`} with ${JSON.stringify(headers).slice(0, 80)}`, () =>
      assert.equal(retryAfterMs(new Map(Object.entries(headers)), now), ms));
  }
});

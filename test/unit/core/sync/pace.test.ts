import assert from 'node:assert/strict';
import type { TaskAttention } from '../../../../src/core/model/attention';
import { jittered, type PaceFacts, pauseMs, spreadMs } from '../../../../src/core/sync/pace';

const bounds = { shortestMs: 1_000, longestMs: 30_000 };
const calm: PaceFacts = {
  ...{ connection: 'cloud', attention: 'watched', ageMs: 0, failures: 0, slowerBy: 0, bounds },
};
const minutes = 60_000;

describe('the pause between two questions', () => {
  const aged = (attention: TaskAttention, ...ages: number[]): number[] =>
    ages.map((ageMs) => pauseMs({ ...calm, attention, ageMs }));

  it('follows who looks, and is short for a watched task in its first half minute', () => {
    assert.deepEqual(aged('watched', 0, 29_999, 30_000, 20 * minutes), [1_000, 1_000, 2_000, 2_000]);
    assert.deepEqual(aged('visible', 0, 15_000), [3_000, 3_000]);
    assert.deepEqual(aged('hidden', 0, 25_000), [5_000, 5_000]);
    assert.deepEqual(aged('unfocused', 0, 75_000), [15_000, 15_000]);
  });

  it('grows the longer nothing changes, up to the longest', () => {
    assert.deepEqual(aged('visible', 60_000, 150_000), [12_000, 30_000]);
    assert.deepEqual(aged('hidden', 60_000, 150_000), [12_000, 30_000]);
    assert.deepEqual(aged('unfocused', 100_000, 150_000, 60 * minutes), [20_000, 30_000, 30_000]);
    assert.deepEqual(aged('watched', 12 * 60 * minutes), [30_000], 'a page left open overnight hammers nobody');
  });

  it('stays within the bounds of the settings', () => {
    const wide = { shortestMs: 4_000, longestMs: 10_000 };
    assert.equal(pauseMs({ ...calm, bounds: wide }), 4_000);
    assert.equal(pauseMs({ ...calm, attention: 'unfocused', bounds: wide }), 10_000);
  });

  it('is a quarter on loopback, where asking costs nobody anything', () => {
    assert.equal(pauseMs({ ...calm, connection: 'local', ageMs: 0 }), 250);
    assert.equal(pauseMs({ ...calm, connection: 'local', attention: 'hidden' }), 1_250);
  });

  it('grows with each failure, up to a minute', () => {
    const pauses = [1, 2, 3, 4, 20].map((failures) => pauseMs({ ...calm, attention: 'visible', failures }));
    assert.deepEqual(pauses, [4_800, 7_680, 12_288, 19_661, 60_000]);
  });

  it('grows with each step that the service wants us slower, and never shrinks by it', () => {
    assert.equal(pauseMs({ ...calm, slowerBy: 1 }), 1_600);
    assert.equal(pauseMs({ ...calm, slowerBy: 1, failures: 1 }), 2_560);
    const patient = { shortestMs: 1_000, longestMs: 120_000 };
    assert.equal(pauseMs({ ...calm, attention: 'hidden', ageMs: 60 * minutes, failures: 3, bounds: patient }), 120_000);
  });

  it('is spread by 15 % either way', () => {
    assert.deepEqual([jittered(1_000, 0), jittered(1_000, 0.5), jittered(1_000, 1)], [850, 1_000, 1_150]);
  });

  it('lets a few go at once and spreads many, over no more than a pause', () => {
    assert.deepEqual([spreadMs(8, 15_000), spreadMs(20, 15_000), spreadMs(500, 15_000)], [0, 6_000, 15_000]);
  });
});

import assert from 'node:assert/strict';
import { pauseMs } from '../../../../src/core/api/agent/pace';

const pause = (facts: Partial<Parameters<typeof pauseMs>[0]>): number =>
  pauseMs({ pollIntervalMs: 3_000, ageMs: 0, failures: 0, random: () => 0.5, ...facts });

describe('the pace of watching a task', () => {
  it('is 5 % of its age, from 100 ms to the poll interval', () => {
    assert.deepEqual(
      [0, 1_000, 2_000, 10_000, 60_000, 3_600_000].map((ageMs) => pause({ ageMs })),
      [100, 100, 100, 500, 3_000, 3_000],
    );
  });

  it('never goes beyond a poll interval shorter than 100 ms', () => assert.equal(pause({ pollIntervalMs: 10 }), 10));

  it('is spread by a tenth either way', () => {
    assert.equal(pause({ ageMs: 10_000, random: () => 0 }), 450);
    assert.equal(pause({ ageMs: 10_000, random: () => 1 }), 550);
  });

  it('notices the end of a task of 2 s within about 0.1 s, with some 20 questions', () => {
    let now = 0;
    let questions = 1;
    for (; now < 2_000; questions += 1) now += pause({ ageMs: now, random: () => 1 });
    assert.ok(now - 2_000 <= 110, `noticed ${now - 2_000} ms late`);
    assert.ok(questions <= 21, `${questions} questions`);
  });

  it('asks about a task of ten minutes no more often than every 3 s from the first minute on', () => {
    let questions = 0;
    for (let now = 0; now < 600_000; questions += 1) now += pause({ ageMs: now });
    assert.ok(questions < 300, `${questions} questions`);
  });
});

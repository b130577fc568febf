import assert from 'node:assert/strict';
import { formatDuration, formatMoment } from '../../../src/page/moments';

describe('formatDuration', () => {
  const cases: readonly [ms: number, words: string][] = [
    [-5000, '<1 s'],
    [999, '<1 s'],
    [1000, '1 s'],
    [59_999, '59 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h 0 min'],
    [93_600_000, '26 h 0 min'],
  ];
  for (const [ms, words] of cases) it(`says "${words}" for ${ms} ms`, () => assert.equal(formatDuration(ms), words));
});

describe('formatMoment', () => {
  const noon = new Date(2026, 10, 22, 12, 0, 0).getTime();

  it('gives the time alone within a day, and the date as well beyond it', () => {
    assert.ok(!formatMoment(noon, noon + 3_600_000).includes('2026'));
    assert.ok(formatMoment(noon, noon + 86_400_000).includes('2026'));
  });
});

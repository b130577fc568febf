import assert from 'node:assert/strict';
import { formatDuration, formatMoment, formatSpan } from '../../../src/page/moments';

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

describe('formatSpan', () => {
  const at = (hour: number, minute: number, second = 0): number =>
    new Date(2026, 10, 22, hour, minute, second).getTime();
  const seconds = /:\d\d:\d\d/;

  it('tells seconds only where minutes would say the same twice', () => {
    assert.ok(formatSpan(at(14, 3), at(14, 20), at(14, 0)).every((moment) => !seconds.test(moment)));
    assert.ok(formatSpan(at(14, 3, 10), at(14, 3, 40), at(14, 0)).every((moment) => seconds.test(moment)));
  });

  it('tells the date of the end that is on another day', () => {
    const [from, until] = formatSpan(at(23, 0), at(23, 0) + 7_200_000, at(22, 0));
    assert.deepEqual([from.includes('2026'), until.includes('2026')], [false, true]);
  });
});

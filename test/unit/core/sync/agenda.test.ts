import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Agenda } from '../../../../src/core/sync/agenda';

const drained = (agenda: Agenda<string>): number[] => {
  const moments: number[] = [];
  for (let { first } = agenda; first; first = agenda.first) {
    moments.push(first.dueAt);
    agenda.delete(first.item);
  }
  return moments;
};

describe('the agenda', () => {
  it('has what is due first at hand, whatever is entered, moved and taken out', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 15 }).map(String), fc.option(fc.integer({ min: 0, max: 50 })));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const agenda = new Agenda<string>();
        const expected = new Map<string, number>();
        for (const [item, dueAt] of steps) {
          if (dueAt === null) agenda.delete(item);
          else agenda.set(item, dueAt);
          if (dueAt === null) expected.delete(item);
          else expected.set(item, dueAt);
          assert.equal(agenda.first?.dueAt, expected.size === 0 ? undefined : Math.min(...expected.values()));
        }
        assert.deepEqual(
          drained(agenda),
          [...expected.values()].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('does not hold what is never due', () => {
    const agenda = new Agenda<string>();
    agenda.set('a', 1);
    agenda.set('a', Infinity);
    agenda.set('b', Infinity);
    assert.equal(agenda.first, undefined);
  });
});

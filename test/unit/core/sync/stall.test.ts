import assert from 'node:assert/strict';
import { isSilent, loopIn } from '../../../../src/core/sync/stall';

describe('the sense for an agent that is stuck', () => {
  const times = (count: number): number[] => Array.from({ length: count }, (_, n) => (n + 1) * 1_000);

  it('sees a loop when the latest action has been there five times, and since when', () => {
    assert.equal(loopIn(['a', 'b', 'a', 'b', 'a', 'b', 'a'], times(7)), undefined);
    assert.deepEqual(loopIn(['x', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a'], times(10)), { since: 2_000 });
  });

  it('does not take what was there five times before for what goes on', () => {
    assert.equal(loopIn(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'c'], times(10)), undefined);
    assert.equal(loopIn([], []), undefined);
  });

  it('does not know since when, of what it has not seen itself', () => {
    assert.deepEqual(loopIn(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a'], times(8)), { since: undefined });
    assert.deepEqual(loopIn(['x', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a'], times(9)), { since: 1_000 });
  });

  it('takes 90 s without news for silence, if all the while there were answers', () => {
    assert.equal(isSilent(90_000, 1, 0), false);
    assert.equal(isSilent(90_000, 0, 0), true);
    assert.equal(isSilent(500_000, 0, 420_000), false);
  });
});

import assert from 'node:assert/strict';
import { pauseMs } from '../../../../src/core/sync/pace';

describe('the pause between two questions', () => {
  const cloud = { connection: 'cloud', ageMs: 0, failures: 0 } as const;

  it('is short while the task is young', () => {
    assert.equal(pauseMs(cloud), 1_000);
    assert.equal(pauseMs({ ...cloud, ageMs: 60_000 }), 3_000);
  });

  it('is shorter on loopback, where asking costs nobody anything', () => {
    assert.ok(pauseMs({ ...cloud, connection: 'local' }) < pauseMs(cloud));
  });

  it('grows with each failure, up to a minute', () => {
    const pauses = [1, 2, 3, 4, 20].map((failures) => pauseMs({ ...cloud, failures }));
    assert.deepEqual(pauses, [4_800, 7_680, 12_288, 19_661, 60_000]);
  });
});

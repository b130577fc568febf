import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { wait } from '../../../../src/local/faults/slow';

describe('a fault that takes its time', () => {
  it('takes none for a client that has gone', async () => {
    const client = new Socket();
    const waiting = wait(client, 600_000);
    client.destroy();
    assert.equal(await waiting, false);
    assert.equal(await wait(client, 600_000), false);
  });

  it('takes it for one that is there', async () => {
    const client = new Socket();
    assert.equal(await wait(client, 1), true);
    assert.equal(client.listenerCount('close'), 0);
    client.destroy();
  });
});

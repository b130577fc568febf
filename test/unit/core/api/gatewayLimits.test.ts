import assert from 'node:assert/strict';
import { ServiceError } from '../../../../src/core/api';
import { closed, timedOut } from '../../../../src/core/api/wire/failures';
import { limited } from '../../../../src/core/api/wire/limited';
import { FakeClock } from '../../../support/fakeClock';

/** Work that goes on until it is ended; what it says then is its own affair. */
const endless = (signal: AbortSignal, error = new Error('ended')): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(error)));

describe('work with a limit', () => {
  const clock = new FakeClock();
  const open = new Set<AbortController>();
  const limits = { clock, open, limitMs: 500, timedOut: (ms: number) => timedOut('gateway.example', ms) };

  afterEach(() => assert.deepEqual([open.size, clock.waiting], [0, 0], 'nothing is left behind'));

  it('gives what it made', async () => {
    assert.equal(await limited(() => Promise.resolve(7), limits), 7);
  });

  it('fails as it failed', async () => {
    const error = new Error('by itself');
    await assert.rejects(
      limited(() => Promise.reject(error), limits),
      error,
    );
  });

  it('fails with what ended it, whatever it says then', async () => {
    const stop = new AbortController();
    const endings: [end: () => Promise<void> | void, kind: string, words: RegExp][] = [
      [() => clock.advance(500), 'timeout', /within 500 ms/],
      [() => stop.abort(), 'aborted', /Stopped before AgentBay answered/],
    ];
    for (const [end, kind, words] of endings) {
      const work = limited(endless, { ...limits, signal: stop.signal });
      const failed = assert.rejects(
        work,
        (error) => error instanceof ServiceError && error.kind === kind && words.test(error.message),
      );
      await end();
      await failed;
    }
  });

  it('can be ended from elsewhere', async () => {
    const work = limited(endless, limits);
    for (const phase of open) phase.abort(closed(true));
    await assert.rejects(work, /has been closed/);
  });

  it('keeps to the first of two reasons', async () => {
    const stop = new AbortController();
    const work = limited(endless, { ...limits, signal: stop.signal });
    for (const phase of open) phase.abort(closed(true));
    stop.abort();
    await assert.rejects(work, /has been closed/);
  });

  it('was not sent if the work knows that', async () => {
    const unsent = new ServiceError('network', 'still connecting', { requestSent: false });
    for (const [said, requestSent] of [
      [unsent, false],
      [new Error('ended'), true],
    ] as const) {
      const work = limited((signal) => endless(signal, said), limits);
      const failed = assert.rejects(
        work,
        (error) =>
          error instanceof ServiceError && error.kind === 'timeout' && error.detail.requestSent === requestSent,
      );
      await clock.advance(500);
      await failed;
    }
  });
});

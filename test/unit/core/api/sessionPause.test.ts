import assert from 'node:assert/strict';
import { aBay } from './support/aBay';
import { cut, refused, reply, sessionGone, type Step } from './support/scriptedTransport';

const done: Step = { data: undefined };
const is = (Status: string): Step => ({ data: { Status } });

describe('pausing a session', () => {
  it('is confirmed by its status, asked more slowly each time', async () => {
    const { session, transport, clock } = aBay([done, is('RUNNING'), is('PAUSING'), is('pausing'), is('PAUSED')]);
    assert.deepEqual(await session.pause(), { success: true, requestId: 'R', errorMessage: '' });
    assert.deepEqual(transport.asked, ['PauseSessionAsync', ...Array<string>(4).fill('GetSession')]);
    assert.deepEqual(clock.pauses, [500, 750, 1125]);
  });

  it('outlives questions that fail and words that are not known', async () => {
    const { session } = aBay([done, cut, reply(503, {}), is('FREEZING'), { data: {} }, is('PAUSED')]);
    assert.ok((await session.pause()).success);
  });

  it('failed when the session went another way', async () => {
    const { session } = aBay([done, is('PAUSING'), is('RUNNING')]);
    const { error, errorMessage } = await session.pause();
    assert.deepEqual([error?.kind, error?.detail.action], ['service', 'PauseSessionAsync']);
    assert.equal(errorMessage, 'The session was not paused: it is running. Try again.');
  });

  for (const [how, end] of Object.entries({ 'is gone': sessionGone, 'has ended': is('FINISH') })) {
    it(`failed when the session ${how}`, async () => {
      const { error } = await aBay([done, end]).session.pause();
      assert.deepEqual([error?.kind, error?.detail.subject], ['notFound', 'session']);
    });
  }

  it('says who may pause when the service refuses', async () => {
    for (const refusal of [refused('NoPermission', 403), refused('ServiceUnavailable', 503)]) {
      const { session } = aBay([...Array<Step>(4).fill(refusal), is('RUNNING')].slice(refusal.status === 403 ? 3 : 0));
      const { success, error, errorMessage } = await session.pause();
      assert.deepEqual([success, error?.kind], [false, 'service']);
      assert.match(errorMessage, /The session was not paused\. Pausing is a beta feature that not every account has/);
    }
  });

  it('speaks of no account when the session is the reason, or the server', async () => {
    const busy = await aBay([refused('OperationDenied.SessionStatus'), is('RUNNING')]).session.pause();
    assert.equal(busy.error?.detail.code, 'OperationDenied.SessionStatus');
    const broken = await aBay([...Array<Step>(4).fill(refused('InternalError', 500)), is('RUNNING')]).session.pause();
    assert.equal(broken.error?.detail.code, 'InternalError');
    for (const { errorMessage } of [busy, broken]) assert.doesNotMatch(errorMessage, /account/);
  });

  it('is done when the service refuses because it is paused already', async () => {
    const { session, transport } = aBay([refused('InvalidStatus'), is('PAUSED'), is('PAUSED')]);
    assert.ok((await session.pause()).success);
    assert.deepEqual(transport.asked, ['PauseSessionAsync', 'GetSession', 'GetSession']);
  });

  it('is not to be had of a service that does not know it', async () => {
    const { session, transport } = aBay([refused('InvalidAction.NotFound', 404)]);
    assert.match((await session.pause()).errorMessage, /does not pause and resume sessions/);
    assert.deepEqual(transport.asked, ['PauseSessionAsync']);
  });

  it('says when it took too long', async () => {
    const { session } = aBay([done, ...Array<Step>(30).fill(is('PAUSING'))]);
    const { error, errorMessage } = await session.pause({ timeoutMs: 20_000 });
    assert.equal(error?.kind, 'timeout');
    assert.equal(errorMessage, 'The session was not paused within 20 s: it is pausing. Ask how it is.');
  });

  it('gives up when the key is not accepted any more', async () => {
    const { session } = aBay([done, refused('NOT_LOGIN')]);
    const { error, errorMessage } = await session.pause();
    assert.equal(error?.kind, 'unauthorised');
    assert.match(errorMessage, /could not be confirmed/);
  });

  it('stops waiting when asked to', async () => {
    const stop = new AbortController();
    const { session, transport } = aBay([
      done,
      () => {
        stop.abort();
        return reply(200, { Data: { Status: 'PAUSING' } });
      },
    ]);
    const { error, errorMessage } = await session.pause({ signal: stop.signal });
    assert.equal(error?.kind, 'aborted');
    assert.match(errorMessage, /has accepted the wish/);
    assert.equal(transport.asked.length, 2);
  });
});

describe('resuming a session', () => {
  it('is confirmed by its status', async () => {
    const { session, transport } = aBay([done, is('PAUSED'), is('RESUMING'), is('RUNNING')]);
    assert.ok((await session.resume()).success);
    assert.equal(transport.asked[0], 'ResumeSessionAsync');
  });

  it('is done when the session is running already', async () => {
    assert.ok((await aBay([refused('InvalidStatus'), is('RUNNING'), is('RUNNING')]).session.resume()).success);
  });
});

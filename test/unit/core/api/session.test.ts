import assert from 'node:assert/strict';
import { AgentBay } from '../../../../src/core/api';
import { FakeClock } from '../../../contract/support/fakeClock';
import { cut, refused, reply, ScriptedTransport, sessionGone, type Step } from './support/scriptedTransport';

function setUp(...steps: readonly Step[]) {
  const transport = new ScriptedTransport(...steps);
  const clock = new FakeClock(30_000);
  return { transport, clock, bay: new AgentBay({ apiKey: 'akm-test-key', clock, transport }) };
}

const done: Step = { data: undefined };
const there: Step = { data: { Status: 'RUNNING' } };
const noSuchAction = refused('InvalidAction.NotFound', 404);

describe('deleting a session', () => {
  for (const status of ['FINISH', 'finished', 'DELETED']) {
    it(`is confirmed by the status ${status}`, async () => {
      const { bay, transport } = setUp(done, there, { data: { Status: status } });
      assert.ok((await bay.session('s-1').delete()).success);
      assert.deepEqual(transport.asked, ['DeleteSessionAsync', 'GetSessionDetail', 'GetSessionDetail']);
    });
  }

  it('goes on asking after a question that failed', async () => {
    const { bay, clock } = setUp(done, cut, refused('Throttling', 429), sessionGone);
    assert.ok((await bay.session('s-1').delete()).success);
    assert.deepEqual(clock.pauses, [1000, 1000]);
  });

  it('says after a minute that the session is still there', async () => {
    const { bay, transport } = setUp(done, ...Array.from({ length: 61 }, () => there));
    const { success, error, errorMessage } = await bay.session('s-1').delete();
    assert.deepEqual([success, error?.kind], [false, 'timeout']);
    assert.match(errorMessage, /after 60 s it is still there\. Delete it again\./);
    assert.equal(transport.asked.length, 62);
  });

  it('says after a minute that it could not be confirmed', async () => {
    const { bay } = setUp(done, ...Array.from({ length: 61 }, () => cut));
    const { error, errorMessage } = await bay.session('s-1').delete();
    assert.equal(error?.kind, 'timeout');
    assert.match(errorMessage, /its end could not be confirmed \(The connection was cut\.\)/);
  });

  it('counts as done when the older action finds nothing to delete', async () => {
    const { bay, transport } = setUp(noSuchAction, sessionGone);
    assert.ok((await bay.session('s-1').delete()).success);
    assert.deepEqual(transport.asked, ['DeleteSessionAsync', 'ReleaseMcpSession']);
  });

  it('fails when the service refuses', async () => {
    const { bay, transport } = setUp(refused('SessionPaused'));
    assert.equal((await bay.session('s-1').delete()).error?.detail.code, 'SessionPaused');
    assert.deepEqual(transport.asked, ['DeleteSessionAsync']);
  });

  it('stops waiting when asked to', async () => {
    const stop = new AbortController();
    const { bay, transport } = setUp(done, () => {
      stop.abort();
      return reply(200, { Data: { Status: 'DELETING' } });
    });
    const { error, errorMessage } = await bay.session('s-1').delete({ signal: stop.signal });
    assert.equal(error?.kind, 'aborted');
    assert.match(errorMessage, /has accepted its deletion/);
    assert.equal(transport.asked.length, 2);
  });
});

describe('creating a session', () => {
  for (const idleTimeoutSeconds of [0, -5, 1.5, Number.NaN]) {
    it(`refuses an idle time of ${idleTimeoutSeconds} s without asking the service`, async () => {
      const { bay, transport } = setUp();
      assert.equal((await bay.create({ idleTimeoutSeconds })).error?.kind, 'badInput');
      assert.deepEqual(transport.asked, []);
    });
  }

  it('is sent once, whatever comes of it', async () => {
    const { bay, transport } = setUp(cut);
    const result = await bay.create();
    assert.match(result.errorMessage, /A session may have been started all the same/);
    assert.deepEqual(transport.asked, ['CreateMcpSession']);
  });

  it('does not take an answer without a session for one', async () => {
    const { bay } = setUp({ data: { Success: true } });
    const result = await bay.create();
    assert.deepEqual([result.success, result.session, result.error?.kind], [false, undefined, 'badReply']);
  });
});

describe('attaching to a session', () => {
  it('is refused for one that has ended', async () => {
    const { bay } = setUp({ data: { Status: 'FINISH' } });
    assert.equal((await bay.get('s-1')).error?.kind, 'notFound');
  });

  it('gives the handle that is known already', async () => {
    const { bay } = setUp({ data: { SessionId: 's-1', Status: 'RUNNING' } });
    const handle = bay.session('s-1');
    assert.equal((await bay.get('s-1')).session, handle);
  });

  it('needs an id', async () => {
    const { bay, transport } = setUp();
    assert.equal((await bay.get('')).error?.kind, 'badInput');
    assert.deepEqual(transport.asked, []);
  });
});

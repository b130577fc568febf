import assert from 'node:assert/strict';
import { AgentBay, type CreateSessionParams } from '../../../../src/core/api';
import { FakeClock } from '../../../support/fakeClock';
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
    for (const unknown of [noSuchAction, refused('invalidaction.NOTFOUND', 400)]) {
      const { bay, transport } = setUp(unknown, sessionGone);
      assert.ok((await bay.session('s-1').delete()).success);
      assert.deepEqual(transport.asked, ['DeleteSessionAsync', 'ReleaseMcpSession']);
    }
  });

  it('fails when the service refuses', async () => {
    const { bay, transport } = setUp(refused('NotAllowed'), there);
    const { error, errorMessage } = await bay.session('s-1').delete();
    assert.deepEqual([error?.kind, error?.detail.code, error?.detail.attempts], ['service', 'NotAllowed', 1]);
    assert.doesNotMatch(errorMessage, /paused/);
    assert.deepEqual(transport.asked, ['DeleteSessionAsync', 'GetSessionDetail']);
  });

  it('says that a paused session must be resumed first', async () => {
    const { bay } = setUp(refused('NotAllowed'), { data: { Status: 'PAUSED' } });
    assert.match((await bay.session('s-1').delete()).errorMessage, /NotAllowed.*paused.*resume it first/);
  });

  it('keeps the refusal when its reason cannot be asked for', async () => {
    const { bay } = setUp(refused('NotAllowed'), cut);
    assert.equal((await bay.session('s-1').delete()).error?.detail.code, 'NotAllowed');
  });

  it('is confirmed by the older question where the service does not know the newer one', async () => {
    const { bay, transport } = setUp(done, noSuchAction, there, noSuchAction, sessionGone);
    assert.ok((await bay.session('s-1').delete()).success);
    assert.deepEqual(transport.asked.slice(1), ['GetSessionDetail', 'GetSession', 'GetSessionDetail', 'GetSession']);
  });

  it('gives up confirming when the key is not accepted any more', async () => {
    const { bay, transport } = setUp(done, there, refused('NOT_LOGIN'));
    const { error, errorMessage } = await bay.session('s-1').delete();
    assert.deepEqual([error?.kind, error?.detail.action], ['unauthorised', 'DeleteSessionAsync']);
    assert.match(errorMessage, /accepted the deletion of the session, but its end could not be confirmed/);
    assert.equal(transport.asked.length, 3);
  });

  it('waits as long as the caller says', async () => {
    const { bay, transport } = setUp(done, ...Array.from({ length: 4 }, () => there));
    assert.match((await bay.session('s-1').delete({ timeoutMs: 3_000 })).errorMessage, /after 3 s it is still there/);
    assert.equal(transport.asked.length, 5);
  });

  it('waits as long as a busy service asks before the next question', async () => {
    const busy = reply(429, { Code: 'Throttling.User' }, { 'x-acs-retry-after': '4000' });
    const { bay, clock } = setUp(done, busy, sessionGone);
    assert.ok((await bay.session('s-1').delete()).success);
    assert.deepEqual(clock.pauses, [4000]);
  });

  it('needs an id', async () => {
    const { bay, transport } = setUp();
    const { error } = await bay.session(' ').delete();
    assert.deepEqual([error?.kind, error?.detail.action], ['badInput', 'DeleteSessionAsync']);
    assert.deepEqual(transport.asked, []);
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

  it('takes the image of the agent, unless one is named', async () => {
    const image = async (params: CreateSessionParams): Promise<string | undefined> => {
      const { bay, transport } = setUp({ data: { SessionId: 's-1' } });
      const { imageId } = await bay.create(params);
      assert.equal(transport.forms[0]?.get('ImageId'), imageId);
      return imageId;
    };
    assert.equal(await image({}), 'linux_latest');
    assert.equal(await image({ agent: 'computer' }), 'windows_latest');
    assert.equal(await image({ agent: 'browser' }), 'linux_latest');
    assert.equal(await image({ agent: 'mobile' }), 'mobile_latest');
    assert.equal(await image({ agent: 'browser', imageId: 'browser_latest' }), 'browser_latest');
  });

  it('takes the region of the client, unless one is named', async () => {
    const transport = new ScriptedTransport({ data: { SessionId: 's-1' } }, { data: { SessionId: 's-2' } });
    const bay = new AgentBay({ apiKey: 'akm-test-key', transport, regionId: 'cn-hangzhou' });
    await bay.create();
    await bay.create({ regionId: 'ap-southeast-1' });
    assert.deepEqual(
      transport.forms.map((form) => form.get('LoginRegionId')),
      ['cn-hangzhou', 'ap-southeast-1'],
    );
  });

  it('refuses what cannot be sent, without asking the service', async () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    const wrong: CreateSessionParams[] = [
      { imageId: ' ' },
      { agent: 'toaster' as 'computer' },
      { agent: 'toString' as 'computer' },
      { extraConfigs: loop },
      { contexts: [{ contextId: '', path: '/home/wuying' }] },
      { contexts: [{ contextId: 'SdkCtx-1', path: '' }] },
      { contexts: [{ contextId: 'SdkCtx-1', path: '/', policy: loop }] },
    ];
    for (const params of wrong) {
      const { bay, transport } = setUp();
      const { error } = await bay.create(params);
      assert.deepEqual([error?.kind, error?.detail.action, transport.asked], ['badInput', 'CreateMcpSession', []]);
    }
  });

  for (const [refused, advice] of [
    ['no authorized app instance for image windows_latest', / No machine is free, or the image is not allowed/],
    ['no authorized app instance: there is no image x', /: there is no image x\.$/],
  ] as const) {
    it(`is told what to do about "${refused}", unless the service says it itself`, async () => {
      const { bay } = setUp({ data: { Success: false, ErrMsg: refused } });
      assert.match((await bay.create()).errorMessage, advice);
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
    assert.equal(
      result.errorMessage,
      "AgentBay's answer names no session. A session may have been started all the same; it ends by itself when idle.",
    );
  });
});

describe('creating a session with contexts', () => {
  const created: Step = { data: { SessionId: 's-1' } };
  const contexts = [
    { contextId: 'SdkCtx-1', path: '/home/wuying' },
    { contextId: 'SdkCtx-2', path: '/data' },
  ];
  const told = (...items: readonly object[]): Step => ({
    data: { ContextStatus: JSON.stringify([{ type: 'data', data: JSON.stringify(items) }]) },
  });
  const first = { contextId: 'SdkCtx-1', path: '/home/wuying', status: 'Success', taskType: 'download' };
  const second = { contextId: 'SdkCtx-2', path: '/data', taskType: 'download' };

  it('waits until each is mounted, longer each time', async () => {
    const { bay, clock } = setUp(created, told(), told(first), cut, told(first, { ...second, status: 'Success' }));
    const { success, mounts, errorMessage } = await bay.create({ contexts });
    assert.deepEqual([success, errorMessage], [true, '']);
    assert.deepEqual(
      mounts?.map(({ status }) => status),
      ['mounted', 'mounted'],
    );
    assert.deepEqual(clock.pauses.map(Math.round), [500, 550, 605]);
  });

  it('gives the session, and says which context failed', async () => {
    const failed = { ...second, status: 'Failed', errorMessage: 'no such context' };
    const { bay } = setUp(created, told(first, failed));
    const { success, session, mounts, errorMessage } = await bay.create({ contexts });
    assert.deepEqual([success, session?.sessionId], [true, 's-1']);
    assert.deepEqual(mounts?.[1], {
      contextId: 'SdkCtx-2',
      path: '/data',
      status: 'failed',
      errorMessage: 'no such context',
    });
    assert.match(errorMessage, /1 of 2 contexts are not mounted\. SdkCtx-2: no such context/);
  });

  it('gives the session when the service does not say in time', async () => {
    const { bay, transport } = setUp(created, ...Array.from({ length: 60 }, () => told(first)));
    const { success, mounts } = await bay.create({ contexts });
    assert.deepEqual([success, mounts?.map(({ status }) => status)], [true, ['mounted', 'unknown']]);
    assert.ok(transport.asked.length > 40 && transport.asked.length < 60, `${transport.asked.length} questions`);
  });

  it('gives the session when nobody can be asked, or the caller stops waiting', async () => {
    const stop = new AbortController();
    const stopped: Step = () => {
      stop.abort();
      return reply(200, { Data: {} });
    };
    for (const [step, signal] of [[noSuchAction], [stopped, stop.signal]] as const) {
      const { bay, transport } = setUp(created, step);
      const { success, session, mounts } = await bay.create({ contexts }, { signal });
      assert.deepEqual([success, session?.sessionId, transport.asked.length], [true, 's-1', 2]);
      assert.deepEqual(
        mounts?.map(({ status }) => status),
        ['unknown', 'unknown'],
      );
    }
  });

  it('takes no upload for a mount', async () => {
    const upload = { ...first, taskType: 'upload', status: 'Failed' };
    const { bay } = setUp(created, told(upload, first, { ...second, status: 'success' }));
    assert.deepEqual(
      (await bay.create({ contexts })).mounts?.map(({ status }) => status),
      ['mounted', 'mounted'],
    );
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

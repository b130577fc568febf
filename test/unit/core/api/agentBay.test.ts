import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { aBay } from './support/aBay';
import { refused, reply, sessionGone, type Step } from './support/scriptedTransport';

const access = {
  SessionId: 's-1',
  ResourceUrl: 'https://desktop.example/?token=desktop-canary',
  Token: 'token-canary',
  LinkUrl: 'https://gw.example/link-canary',
  WsUrl: 'wss://gw.example/socket-canary',
  ToolList: [{ name: 'shell', server: 'wuying_shell' }],
};

describe('a client', () => {
  for (const options of [{ pollIntervalMs: 0 }, { pollIntervalMs: Number.NaN }, { timeoutMs: -1 }]) {
    it(`cannot be made with ${inspect(options)}: it would ask without a pause, or have no time`, () => {
      assert.throws(() => aBay([], options), { name: 'ServiceError', kind: 'badInput' });
    });
  }
});

describe('the handle of a session', () => {
  const ends: Record<string, readonly Step[]> = {
    'was deleted': [{ data: {} }, sessionGone],
    'was deleted by the older action': [refused('InvalidAction.NotFound', 404), { data: {} }],
    'was gone when it should be deleted': [sessionGone],
  };
  for (const [how, steps] of Object.entries(ends)) {
    it(`is forgotten when the session ${how}`, async () => {
      const { bay, session } = aBay(steps);
      assert.equal(bay.session('s-1'), session);
      assert.ok((await session.delete()).success);
      assert.notEqual(bay.session('s-1'), session);
    });
  }

  it('is forgotten when the session turns out to be gone, whatever was asked', async () => {
    const asked: readonly ((setUp: ReturnType<typeof aBay>) => Promise<unknown>)[] = [
      ({ bay }) => bay.get('s-1'),
      ({ session }) => session.getDetails(),
      ({ session }) => session.getLabels(),
      ({ session }) => session.agent.computer.getTaskStatus('task-1'),
    ];
    for (const ask of asked) {
      const setUp = aBay([sessionGone]);
      await ask(setUp);
      assert.notEqual(setUp.bay.session('s-1'), setUp.session);
    }
  });

  it('is forgotten when its details say that it has ended', async () => {
    const { bay, session } = aBay([{ data: { Status: 'FINISH', EndReason: 'Timeout' } }]);
    const { success, details } = await session.getDetails();
    assert.deepEqual([success, details?.status, details?.endReason], [true, 'ended', 'Timeout']);
    assert.notEqual(bay.session('s-1'), session);
  });

  it('is kept when a question about it failed', async () => {
    const { bay, session } = aBay([refused('Broken', 400)]);
    await session.getLabels();
    assert.equal(bay.session('s-1'), session);
  });
});

describe('what is printed of the client', () => {
  it('holds no key, token or address with a token', async () => {
    const { bay } = aBay([
      { data: access },
      { data: access },
      { data: { ResourceUrl: access.ResourceUrl } },
      { data: { Url: 'https://gw.example/request_ai/canary/path/' } },
      { data: { Url: 'adb connect 10.0.0.1:canary' } },
      reply(200, { Data: [{ ...access }], NextToken: 'page-2' }),
    ]);
    const created = await bay.create();
    const { session } = created;
    assert.ok(session);
    const all = [
      bay,
      created,
      await bay.get('s-1'),
      await session.getLiveView(),
      await session.getLink({ protocol: 'https', port: 30100 }),
      await session.getAdbLink('key'),
      await bay.listPage(),
    ];
    for (const value of all) {
      const text = inspect(value, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(value);
      assert.doesNotMatch(text, /canary|akm-test-key/);
    }
    assert.equal((all[3] as { url: { reveal(): string } }).url.reveal(), access.ResourceUrl);
  });
});

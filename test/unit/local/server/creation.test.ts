import assert from 'node:assert/strict';
import { startSite } from '../../../support/site/site';
import { TestLocal, type Envelope } from '../support';

describe('AgentBay Local, what a session may be asked to be', () => {
  const local = new TestLocal();
  before(() => local.start());
  after(() => local.stop());
  afterEach(async () => {
    local.warnings.length = 0;
    const { Data } = await local.call('ListSession', { MaxResults: '100' });
    for (const { SessionId } of Object.values(Data) as { SessionId: string }[])
      await local.call('ReleaseMcpSession', { SessionId });
  });

  const create = (fields: Readonly<Record<string, string>>): Promise<Envelope> =>
    local.call('CreateMcpSession', fields);

  it('tells how to get in, and which tools there are', async () => {
    const { Data } = await create({ ImageId: 'browser_latest' });
    const found = await local.call('GetSession', { SessionId: String(Data['SessionId']) });
    const listed = await local.call('ListMcpTools', { ImageId: 'browser_latest' });
    for (const told of [Data, found.Data]) {
      assert.equal(told['ToolList'], String(listed.Data as unknown));
      assert.equal(told['AppInstanceId'], Data['SessionId']);
      const { host, origin } = new URL(local.local.endpoint);
      assert.ok(String(told['ResourceUrl']).startsWith(`${origin}/view/`));
      assert.ok(String(told['LinkUrl']).startsWith(`${origin}/link/`));
      assert.ok(String(told['WsUrl']).startsWith(`ws://${host}/ws/`));
      assert.equal(told['Token'], Data['Token']);
    }
  });

  it('takes the wishes that mean nothing here, and says in the log which it passed over', async () => {
    const { Data } = await create({
      EnableRecord: 'false',
      Timeout: '300',
      Labels: '{"project":"demo"}',
      McpPolicyId: 'pol-1',
      NetworkId: 'net-1',
      ExtraConfigs: '{"mobile":{"lockResolution":true}}',
      SdkStats: '{"source":"sdk"}',
      LoginRegionId: 'cn-hangzhou',
      LoadSkill: 'true',
    });
    assert.equal(Data['Success'], true);
    assert.deepEqual(local.warnings, [
      'AgentBay Local has no McpPolicyId, NetworkId, ExtraConfigs, LoadSkill: the session was created without.',
    ]);
  });

  it('is silent about wishes that ask for nothing', async () => {
    const { Data } = await create({ ExtraConfigs: '{}', LoadSkill: 'false', Skills: '[]', PersistenceDataList: '[]' });
    assert.deepEqual([Data['Success'], local.warnings], [true, []]);
  });

  it('refuses what would be missed only when it is too late', async () => {
    for (const [fields, why] of [
      [{ EnableRecord: 'true' }, /records no replay/u],
      [{ SessionId: 'session-mine' }, /chooses the id/u],
      [{ ContextId: 'SdkCtx-1' }, /no context SdkCtx-1/u],
      [{ PersistenceDataList: '[{"ContextId":"SdkCtx-2","Path":"/home"}]' }, /no context SdkCtx-2/u],
    ] as const) {
      const { Success, Data } = await create(fields);
      assert.deepEqual([Success, Data['Success']], [true, false]);
      assert.match(String(Data['ErrMsg']), /^no authorized app instance/u);
      assert.match(String(Data['ErrMsg']), why);
    }
    assert.equal((await local.call('ListSession')).TotalCount, 0);
  });

  it('takes the context that official clients of 0.13 make for themselves', async () => {
    const made = await local.call('GetContext', { Name: 'file-transfer-context-1', AllowCreate: 'true' });
    const list = [{ ContextId: made.Data['Id'], Path: '/tmp/file-transfer' }];
    assert.equal((await create({ PersistenceDataList: JSON.stringify(list) })).Data['Success'], true);
  });

  it('refuses what it cannot read', async () => {
    for (const [name, value] of [
      ['ExtraConfigs', '[]'],
      ['PersistenceDataList', '{}'],
      ['PersistenceDataList', '[1]'],
      ['PersistenceDataList', 'x'],
      ['Timeout', '0'],
    ] as const) {
      const { status, Code } = await create({ [name]: value });
      assert.deepEqual([status, Code], [400, `InvalidParameter.${name}`], value);
    }
    assert.equal((await local.call('ListSession', { Status: 'SLEEPING' })).Code, 'InvalidParameter.Status');
  });
});

describe('AgentBay Local, links it does not have', () => {
  const local = new TestLocal();
  before(() => local.start());
  after(() => local.stop());

  for (const [action, fields, message] of [
    ['GetLink', { ProtocolType: 'https', Port: '30100' }, /AgentBay Local has no links to ports/u],
    ['GetLink', { ProtocolType: 'http', Port: '30100' }, /^http not supported$/u],
    ['GetLink', { ProtocolType: 'wss', Port: '70000' }, /^port is not valid$/u],
    ['GetLink', {}, /^only BrowserUse image support cdp$/u],
    ['GetCdpLink', {}, /through a pipe/u],
    ['GetAdbLink', { Option: '{"adbkey_pub":"x"}' }, /no phone/u],
  ] as const) {
    it(`refuses ${action} ${JSON.stringify(fields)} with the reason`, async () => {
      const { status, Success, Message, Data } = await local.call(action, {
        SessionId: await local.createSession(),
        ...fields,
      });
      assert.deepEqual([status, Success, Data], [200, false, {}]);
      assert.match(Message, message);
    });
  }

  it("has no DevTools address for an image without a browser agent, in the service's words", async () => {
    const SessionId = await local.createSession({ ImageId: 'windows_latest' });
    assert.equal((await local.call('GetCdpLink', { SessionId })).Message, 'only BrowserUse image support cdp');
  });
});

describe('AgentBay Local, options of a browser', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  before(() => local.start());
  after(() => local.stop());

  const init = (SessionId: string, option: unknown): Promise<Envelope> =>
    local.call('InitBrowser', {
      SessionId,
      BrowserOption: typeof option === 'string' ? option : JSON.stringify(option),
    });

  it('must be readable', async () => {
    const SessionId = await local.createSession();
    for (const option of [
      '[]',
      { viewport: 5 },
      { viewport: { width: 1, height: 600 } },
      { viewport: { width: 800 } },
      { userAgent: 'two\nlines' },
      { userAgent: 7 },
      { defaultNavigateUrl: 'file:///etc/passwd' },
      { defaultNavigateUrl: 'javascript:alert(1)' },
    ]) {
      const { status, Code } = await init(SessionId, option);
      assert.deepEqual([status, Code], [400, 'InvalidParameter.BrowserOption'], JSON.stringify(option));
    }
    assert.match((await local.tool(SessionId, 'screenshot', {})).text, /No browser is open/u);
    assert.deepEqual(local.warnings, []);
  });

  for (const [action, says] of [
    ['DeleteSessionAsync', /^InvalidMcpSession\.NotFound Resource/u],
    ['PauseSessionAsync', /^Browser\.NotStarted The session is PAUS(?:ED|ING)/u],
  ] as const) {
    it(`are not said to be met when ${action} comes between`, async () => {
      const site = await startSite();
      const SessionId = await local.createSession();
      // A page that never comes keeps the call waiting until the browser goes.
      const opening = init(SessionId, { defaultNavigateUrl: `${site.origin}/slow` });
      await site.seen('/slow');
      assert.equal((await local.call(action, { SessionId })).Success, true);
      const { Code, Message } = await opening;
      assert.match(`${Code} ${Message}`, says);
      for (const warning of local.warnings.splice(0)) assert.match(warning, /first page of a session did not open/u);
      await site.close();
    });
  }

  it('keep the address of the first page out of the log', async () => {
    const site = await startSite();
    await site.close();
    const SessionId = await local.createSession();
    await init(SessionId, { defaultNavigateUrl: `${site.origin}/?token=canary` });
    assert.deepEqual(
      local.warnings.splice(0).map((warning) => warning.replace(/net::\w+/u, 'net::E')),
      ['The first page of a session did not open: page.goto: net::E at its address'],
    );
  });

  it('that are not heeded are named in the log, as is that an open browser stays as it is', async () => {
    const SessionId = await local.createSession();
    assert.equal((await init(SessionId, { useStealth: true, autoLogin: false, proxies: null })).Success, true);
    assert.equal((await init(SessionId, { viewport: { width: 640, height: 480 } })).Success, true);
    assert.deepEqual(local.warnings, [
      'AgentBay Local does not heed these options of a browser: useStealth.',
      'The browser is open already, so it keeps its viewport and user agent.',
    ]);
    assert.equal((JSON.parse((await local.tool(SessionId, 'screenshot', {})).text) as { width: number }).width, 1280);
  });
});

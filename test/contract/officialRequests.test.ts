import assert from 'node:assert/strict';
import { AgentBay } from '../../src/core/api';
import { type LocalService, startLocalService } from './support/localService';
import {
  pairs,
  type RawRequest,
  requestBytes,
  requestFiles,
  requestSources,
  sendBytes,
  takenApart,
} from './support/requests';

interface Envelope {
  readonly Code: string;
  readonly Success: boolean;
  readonly Data: Readonly<Record<string, unknown>>;
}

let service: LocalService;

async function start(): Promise<void> {
  service = await startLocalService({ script: [{ end: 'never' }] });
}

describe('the requests of other clients', () => {
  before(start);
  after(() => service.close());
  beforeEach(() => service.forget());

  const NO_SESSION = [400, 'InvalidMcpSession.NotFound'] as const;
  const NO_ACTION = [404, 'InvalidAction.NotFound'] as const;

  /** What Local answers, and what it reads where: the key in `query` or `form`, and the rest likewise. */
  const expectations: Readonly<
    Record<string, { readonly answer: readonly [number, string]; readonly query: string; readonly form: string }>
  > = {
    'get-session.http': { answer: NO_SESSION, query: '', form: 'Authorization,SessionId' },
    'get-session-detail.http': { answer: NO_SESSION, query: 'SessionId', form: 'Authorization' },
    'call-tool.http': {
      answer: NO_SESSION,
      query: '',
      form: 'Args,Authorization,AutoGenSession,Name,Server,SessionId',
    },
    'create-session.http': {
      answer: [200, 'ok'],
      query: '',
      form: 'Authorization,EnableRecord,ExtraConfigs,ImageId,Labels,LoadSkill,LoginRegionId,McpPolicyId,NetworkId,SdkStats,Timeout',
    },
    'sync-context.http': { answer: NO_ACTION, query: 'Authorization', form: 'ContextId,Mode,Path,SessionId' },
    'get-internal-context.http': {
      answer: NO_ACTION,
      query: 'Authorization,ContextTypes.1,ContextTypes.2,SessionId',
      form: '',
    },
    'independent-list-session.http': {
      answer: [200, 'ok'],
      query: '',
      form: 'Action,Authorization,Format,Labels,MaxResults,SignatureNonce,Timestamp,Version',
    },
  };

  it('are all tried, and all have a source', () => {
    assert.deepEqual(Object.keys(expectations).sort(), [...requestFiles()].sort());
    for (const file of requestFiles()) assert.ok(requestSources().includes(`| \`${file}\` |`), file);
  });

  for (const [file, { answer, query, form }] of Object.entries(expectations)) {
    it(`are understood: ${file}`, async () => {
      const { status, body } = await sendBytes(service.endpoint, requestBytes(file));
      const { Code } = JSON.parse(body) as Envelope;
      assert.deepEqual([status, Code], answer);
      const [seen] = service.seen;
      const usual = ['Action', 'Format', 'Version', 'Timestamp', 'SignatureNonce'];
      const own = Object.keys(seen?.query ?? {}).filter((name) => !usual.includes(name));
      assert.equal(own.sort().join(), query);
      assert.equal(
        Object.keys(seen?.form ?? {})
          .sort()
          .join(),
        form,
      );
    });
  }

  it('get what they ask for: the session created is there, as it was wished', async () => {
    const { body } = await sendBytes(service.endpoint, requestBytes('create-session.http'));
    const { Data } = JSON.parse(body) as Envelope;
    const id = String(Data['SessionId']);
    const ask = async (file: string): Promise<Envelope> => {
      const bytes = requestBytes(file);
      // The recorded id is replaced, and with it the length of the one chunk.
      const form = takenApart(bytes).form.join('&');
      const changed = form.replace('session-04abc', id);
      const { body: text } = await sendBytes(
        service.endpoint,
        bytes
          .replace(`${form.length.toString(16)}\r\n${form}`, `${changed.length.toString(16)}\r\n${changed}`)
          .replace('session-04abc', id),
      );
      return JSON.parse(text) as Envelope;
    };
    assert.equal((await ask('get-session.http')).Data['Status'], 'RUNNING');
    assert.equal((await ask('get-session-detail.http')).Data['ImageId'], 'linux_latest');
    const { content } = (await ask('call-tool.http')).Data as { content: { text: string }[] };
    assert.equal((JSON.parse(content[0]?.text ?? '') as { status: string }).status, 'running');
  });
});

describe('our requests beside the official ones', () => {
  let bay: AgentBay;
  before(async () => {
    await start();
    bay = new AgentBay({ apiKey: service.apiKey, endpoint: service.endpoint });
  });
  after(async () => {
    bay.dispose();
    await service.close();
  });
  beforeEach(() => service.forget());

  /** Our first request, taken apart as the recorded one is. */
  function ours(): RawRequest {
    const [seen] = service.seen;
    assert.ok(seen);
    const { method, path, queryText, headers, body } = seen;
    const plain = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    return { method, path, query: pairs(queryText), headers: Object.fromEntries(plain), form: pairs(body) };
  }

  /** What is fresh each time is compared by its form. */
  const timeless = (query: readonly string[]): readonly string[] =>
    query
      .map((pair) =>
        pair
          .replace(/^(SignatureNonce)=[0-9a-f]{64}$/u, '$1')
          .replace(/^(Timestamp)=\d{4}-\d\d-\d\dT\d\d%3A\d\d%3A\d\dZ$/u, '$1'),
      )
      .sort();

  /** The same request but for what the recorded one has beyond ours, which is given here, and for who sends it. */
  function assertEquivalent(file: string, more: readonly string[] = []): void {
    const [our, their] = [ours(), takenApart(requestBytes(file))];
    assert.deepEqual([our.method, our.path], [their.method, their.path]);
    assert.deepEqual(timeless(our.query), timeless(their.query));
    const left = their.form.filter((pair) => !our.form.includes(pair));
    assert.deepEqual(
      our.form.filter((pair) => !their.form.includes(pair)),
      [],
    );
    assert.deepEqual(left.map((pair) => pair.split('=')[0] ?? '').sort(), [...more].sort());
    const { host: ourHost, 'user-agent': ourAgent, accept, 'accept-encoding': packing, ...ourRest } = our.headers;
    const { host: theirHost, 'user-agent': theirAgent, ...theirRest } = their.headers;
    assert.match(`${ourHost} ${theirHost}`, /^127\.0\.0\.1:\d+ 127\.0\.0\.1:\d+$/u);
    assert.match(ourAgent ?? '', /^agentbay-vscode \(unofficial; /u);
    assert.match(theirAgent ?? '', /^AlibabaCloud /u);
    // node-fetch says what it takes; the official client says nothing.
    assert.deepEqual([accept, packing], ['*/*', 'gzip, deflate, br']);
    assert.deepEqual(ourRest, theirRest);
  }

  it('ask for a session alike', async () => {
    await bay.get('session-04abc');
    assertEquivalent('get-session.http');
  });

  it('ask for its details alike', async () => {
    await bay.session('session-04abc').getDetails();
    assertEquivalent('get-session-detail.http');
  });

  it('call a tool alike', async () => {
    await bay.session('session-04abc').agent.computer.executeTask('Open Notepad');
    assertEquivalent('call-tool.http');
  });

  it('create a session alike, but send no statistics about themselves', async () => {
    await bay.create({
      imageId: 'linux_latest',
      labels: { project: 'demo' },
      idleTimeoutSeconds: 300,
      policyId: 'pol-1',
      networkId: 'net-1',
      extraConfigs: { mobile: { lockResolution: true } },
      regionId: 'cn-hangzhou',
      enableRecord: false,
      skills: [],
    });
    assertEquivalent('create-session.http', ['SdkStats']);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { TestLocal, type Envelope } from '../support';

describe('AgentBay Local, the protocol', () => {
  const local = new TestLocal();
  before(() => local.start());
  after(() => local.stop());
  afterEach(async () => {
    const { Data } = await local.call('ListSession', { MaxResults: '100' });
    for (const { SessionId } of Object.values(Data) as { SessionId: string }[])
      await local.call('ReleaseMcpSession', { SessionId });
    assert.deepEqual(local.warnings, []);
  });

  /** Sends bytes and gives the JSON of the answer. */
  async function bytes(text: string): Promise<{ readonly head: string; readonly envelope: Envelope }> {
    const { port } = new URL(local.local.endpoint);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => (answer += String(data)));
    socket.write(
      text.replaceAll('\n', '\r\n').replaceAll('{key}', local.local.apiKey).replaceAll('{host}', `127.0.0.1:${port}`),
    );
    await once(socket, 'close');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    return { head, envelope: JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)) as Envelope };
  }

  it('reads what the official client sends: query, chunked form, key in the body', async () => {
    const form = `Authorization=Bearer%20${local.local.apiKey}&SessionId=session-04abc`;
    const { head, envelope } =
      await bytes(`POST /?Action=GetSession&Format=json&Version=2025-05-06&Timestamp=2026-11-22T08%3A38%3A59Z&SignatureNonce=52a42d95 HTTP/1.1
host: {host}
x-acs-version: 2025-05-06
x-acs-action: GetSession
user-agent: AlibabaCloud (linux; x64) Node.js/v20.20.2 Core/1.0.1 TeaDSL/2
content-type: application/x-www-form-urlencoded
Connection: close
Transfer-Encoding: chunked

${form.length.toString(16)}
${form}
0

`);
    assert.match(head, /^HTTP\/1\.1 400 /u);
    assert.match(head, /content-type: application\/json/u);
    assert.equal(envelope.Code, 'InvalidMcpSession.NotFound');
    assert.equal(envelope.Success, false);
  });

  it('reads a GET with everything in the query, and the action from the header', async () => {
    const { head, envelope } = await bytes(`GET /?Authorization=Bearer%20{key}&MaxResults=5 HTTP/1.1
Host: {host}
x-acs-action: ListSession
Connection: close

`);
    assert.match(head, /^HTTP\/1\.1 200 /u);
    assert.equal(envelope.Success, true);
  });

  it('reads every parameter from the form as well', async () => {
    const form = 'Action=ListSession&Version=2025-05-06&Format=json&Authorization=Bearer%20{key}';
    const length = form.length - '{key}'.length + local.local.apiKey.length;
    const { envelope } = await bytes(`POST / HTTP/1.1
Host: {host}
Content-Type: application/x-www-form-urlencoded
Content-Length: ${length}
Connection: close

${form}`);
    assert.equal(envelope.Code, 'ok');
  });

  it('sends the whole envelope', async () => {
    const { RequestId, ...rest } = await local.call('ListSession');
    assert.match(RequestId, /^[0-9A-F-]{36}$/u);
    assert.deepEqual(rest, {
      status: 200,
      HttpStatusCode: 200,
      Code: 'ok',
      Message: '',
      Success: true,
      MaxResults: 10,
      TotalCount: 0,
      NextToken: '',
      Data: [],
    });
  });

  it('answers InvalidAction.NotFound to an action it does not have', async () => {
    for (const action of ['CreateNetwork', 'constructor', '']) {
      const { status, Code } = await local.call(action);
      assert.deepEqual([status, Code], [404, 'InvalidAction.NotFound']);
    }
  });

  it('creates a session that can be asked for', async () => {
    const { Data } = await local.call('CreateMcpSession', { ImageId: 'browser_latest', Labels: '{"project":"demo"}' });
    const SessionId = String(Data['SessionId']);
    assert.match(SessionId, /^session-/u);
    assert.equal(Data['Success'], true);
    assert.equal((await local.call('GetSession', { SessionId })).Data['Status'], 'RUNNING');
    const detail = await local.call(`GetSessionDetail&SessionId=${SessionId}`);
    assert.deepEqual([detail.Data['Status'], detail.Data['ImageId']], ['RUNNING', 'browser_latest']);
    assert.deepEqual((await local.call('GetLabel', { SessionId })).Data, { Labels: '{"project":"demo"}' });
    await local.call('SetLabel', { SessionId, Labels: '{"a":"b"}' });
    assert.deepEqual((await local.call('GetLabel', { SessionId })).Data, { Labels: '{"a":"b"}' });
  });

  for (const ImageId of ['mobile_latest', 'code_latest', 'imgc-12345']) {
    it(`has no ${ImageId}`, async () => {
      const { Success, Data } = await local.call('CreateMcpSession', { ImageId });
      assert.equal(Success, true);
      assert.equal(Data['Success'], false);
      assert.match(String(Data['ErrMsg']), /^no authorized app instance.*linux_latest/u);
    });
  }

  it('runs ten sessions and no more', async () => {
    for (let count = 0; count < 10; count++) await local.createSession();
    const { Data } = await local.call('CreateMcpSession');
    assert.match(String(Data['ErrMsg']), /^no authorized app instance.*at most 10/u);
  });

  it('lists sessions in pages, even when some go between two pages', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push(await local.createSession({ Labels: `{"n":"${count % 2}"}` }));
    const first = await local.call('ListSession', { MaxResults: '2', Labels: '{}' });
    assert.deepEqual(idsIn(first), ids.slice(0, 2));
    assert.equal(first.TotalCount, 5);
    await local.call('ReleaseMcpSession', { SessionId: ids[1] ?? '' });
    const second = await local.call('ListSession', { MaxResults: '2', NextToken: first.NextToken ?? '' });
    assert.deepEqual(idsIn(second), ids.slice(2, 4));
    const third = await local.call('ListSession', { MaxResults: '2', NextToken: second.NextToken ?? '' });
    assert.deepEqual(idsIn(third), ids.slice(4));
    assert.equal(third.NextToken, '');
  });

  it('filters the list by labels, status and image', async () => {
    const a = await local.createSession({ Labels: '{"x":"1","y":"2"}', ImageId: 'windows_latest' });
    const b = await local.createSession({ Labels: '{"x":"1"}' });
    assert.deepEqual(idsIn(await local.call('ListSession', { Labels: '{"x":"1"}' })), [a, b]);
    assert.deepEqual(idsIn(await local.call('ListSession', { Labels: '{"x":"1","y":"2"}' })), [a]);
    assert.deepEqual(idsIn(await local.call('ListSession', { ImageId: 'linux_latest' })), [b]);
    assert.deepEqual(idsIn(await local.call('ListSession', { Status: 'running' })), [a, b]);
    assert.deepEqual(idsIn(await local.call('ListSession', { Status: 'PAUSED' })), []);
  });

  it('deletes at once or in its own time, and forgets the session', async () => {
    const released = await local.createSession();
    assert.equal((await local.call('ReleaseMcpSession', { SessionId: released })).Success, true);
    assert.equal((await local.call('GetSession', { SessionId: released })).Code, 'InvalidMcpSession.NotFound');
    const deleted = await local.createSession();
    assert.equal((await local.call('DeleteSessionAsync', { SessionId: deleted })).Success, true);
    assert.equal(
      (await local.call('CallMcpTool', { SessionId: deleted, Name: 'x' })).Code,
      'InvalidMcpSession.NotFound',
    );
    for (;;) {
      const detail = await local.call(`GetSessionDetail&SessionId=${deleted}`);
      if (detail.Code === 'InvalidMcpSession.NotFound') break;
      assert.equal(detail.Data['Status'], 'DELETING');
    }
    assert.equal((await local.call('DeleteSessionAsync', { SessionId: deleted })).status, 400);
    assert.deepEqual(idsIn(await local.call('ListSession')), []);
  });

  it('refuses parameters it cannot read, by name', async () => {
    const SessionId = await local.createSession();
    const codes = [
      await local.call('CreateMcpSession', { Labels: '[]' }),
      await local.call('SetLabel', { SessionId, Labels: '{"a":1}' }),
      await local.call('ListSession', { MaxResults: '0' }),
      await local.call('ListSession', { NextToken: 'x' }),
      await local.call('CallMcpTool', { SessionId }),
      await local.call('CallMcpTool', { SessionId, Name: 'flux_execute_task', Args: '{' }),
    ].map(({ status, Code }) => `${status} ${Code}`);
    assert.deepEqual(codes, [
      '400 InvalidParameter.Labels',
      '400 InvalidParameter.Labels',
      '400 InvalidParameter.MaxResults',
      '400 InvalidParameter.NextToken',
      '400 InvalidParameter.Name',
      '400 InvalidParameter.Args',
    ]);
  });

  it('says what it cannot do, and does not pretend', async () => {
    const SessionId = await local.createSession();
    for (const action of ['GetLink', 'GetCdpLink', 'GetAdbLink']) {
      const { status, Success, Message } = await local.call(action, {
        SessionId,
        ProtocolType: 'https',
        Port: '30100',
      });
      assert.deepEqual([status, Success], [200, false], action);
      assert.match(Message, /AgentBay Local/u);
    }
    assert.equal((await local.call('GetContextInfo', { SessionId })).Data['ContextStatus'], '[]');
    assert.equal((await local.call('GetContext', { Name: 'x', AllowCreate: 'true' })).Data['Name'], 'x');
    assert.equal((await local.call('GetContext', { Name: 'x' })).status, 400);
  });

  it('lists the tools of an image', async () => {
    const names = async (ImageId: string): Promise<readonly string[]> => {
      const { Data } = await local.call('ListMcpTools', { ImageId });
      return (JSON.parse(String(Data as unknown)) as { name: string }[]).map(({ name }) => name);
    };
    assert.deepEqual(await names('windows_latest'), [
      'flux_execute_task',
      'flux_get_task_status',
      'flux_terminate_task',
      'get_metrics',
      'screenshot',
      'system_screenshot',
    ]);
    assert.equal((await names('browser_latest')).includes('browser_use_initialize'), true);
    assert.equal((await names('linux_latest')).length, 10);
    assert.deepEqual(await names('mobile_latest'), []);
  });
});

const idsIn = ({ Data }: Envelope): readonly unknown[] =>
  Object.values(Data).map((session) => (session as { SessionId: string }).SessionId);

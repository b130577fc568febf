import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestLocal, type Envelope } from '../support';

describe('AgentBay Local, pause and resume', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let SessionId: string;
  before(() => local.start());
  after(() => local.stop());
  beforeEach(async () => {
    SessionId = await local.createSession();
  });
  afterEach(() => assert.deepEqual(local.warnings, []));

  const call = (action: string): Promise<Envelope> => local.call(action, { SessionId });
  /** Asks until the session has this status, and gives all it had on the way. */
  async function until(wanted: string): Promise<readonly unknown[]> {
    const seen = new Set<unknown>();
    for (;;) {
      const { Status } = (await call('GetSession')).Data;
      seen.add(Status);
      if (Status === wanted) return [...seen];
      await sleep(20);
    }
  }

  it('keeps the files and gives up the browser', async () => {
    await local.run(SessionId, 'create a file notes.txt with the text "milk"');
    await local.call('InitBrowser', { SessionId });
    assert.equal((await local.tool(SessionId, 'screenshot', {})).isError, false);
    assert.equal((await call('PauseSessionAsync')).Success, true);
    const onTheWay = await until('PAUSED');
    assert.ok(onTheWay.every((status) => status === 'PAUSING' || status === 'PAUSED'));
    assert.equal((await call('ResumeSessionAsync')).Success, true);
    await until('RUNNING');
    assert.match((await local.tool(SessionId, 'screenshot', {})).text, /No browser is open/u);
    const read = await local.run(SessionId, 'read the file notes.txt');
    assert.match(String(read.product), /milk/u);
    await local.call('InitBrowser', { SessionId });
    assert.equal((await local.tool(SessionId, 'screenshot', {})).isError, false);
  });

  it('refuses work while it is paused, by every way in', async () => {
    await call('PauseSessionAsync');
    await until('PAUSED');
    const answer = await local.tool(SessionId, 'flux_execute_task', { task: 'open the browser' });
    assert.deepEqual([answer.isError, /is PAUSED.*Resume it first/u.test(answer.text)], [true, true]);
    assert.equal((await local.tool(SessionId, 'get_metrics', {})).isError, true);
    assert.match((await call('InitBrowser')).Message, /is PAUSED/u);
    const { LinkUrl, Token } = (await call('GetSession')).Data;
    const direct = await fetch(`${String(LinkUrl)}/callTool`, {
      method: 'POST',
      headers: { 'X-Access-Token': String(Token) },
      body: JSON.stringify({ tool: 'flux_execute_task', args: { task: 'open the browser' }, token: Token }),
    });
    const { data } = (await direct.json()) as { data: string };
    const { result } = JSON.parse(data) as { result: { isError: boolean; content: readonly { text: string }[] } };
    assert.equal(result.isError, true);
    assert.match(result.content[0]?.text ?? '', /is PAUSED/u);
  });

  it('does not let a paused session be deleted, but ends it with Local', async () => {
    await call('PauseSessionAsync');
    await until('PAUSED');
    for (const action of ['DeleteSessionAsync', 'ReleaseMcpSession']) {
      const { status, Success, Message } = await call(action);
      assert.deepEqual([status, Success], [200, false]);
      assert.match(Message, /paused session cannot be deleted: resume it first/u);
    }
    const { Data } = await local.call('ListSession', { Status: 'PAUSED', MaxResults: '100' });
    assert.ok(Object.values(Data).some((session) => (session as { SessionId: string }).SessionId === SessionId));
    await call('ResumeSessionAsync');
    await until('RUNNING');
    assert.equal((await call('ReleaseMcpSession')).Success, true);

    const other = await new TestLocal().start();
    const paused = await other.createSession();
    await other.call('PauseSessionAsync', { SessionId: paused });
    await other.stop();
    assert.deepEqual(other.warnings, []);
  });

  it('refuses to pause over a running task, and to change what does not stand so', async () => {
    assert.match((await call('ResumeSessionAsync')).Message, /is RUNNING, not PAUSED/u);
    const task = await local.execute(SessionId, 'wait 20 seconds');
    const refused = await call('PauseSessionAsync');
    assert.equal(refused.Success, false);
    assert.match(refused.Message, /A task runs in the session/u);
    assert.equal((await call('GetSession')).Data['Status'], 'RUNNING');
    await local.terminate(SessionId, task);
    assert.equal((await call('PauseSessionAsync')).Success, true);
    assert.match((await call('PauseSessionAsync')).Message, /is PAUS(?:ED|ING)/u);
  });
});

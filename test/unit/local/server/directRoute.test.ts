import assert from 'node:assert/strict';
import type { Script } from '../../../../src/local/script/script';
import { agentTools } from '../../../../src/protocol/wire';
import { TestLocal } from '../support';

const script: Script = [{ end: 'never' }];
const { execute, status } = agentTools.computer;

interface Said {
  readonly status: number;
  readonly error?: string;
  /** What the tool said. */
  readonly text?: string;
  readonly isError?: boolean;
}

describe('AgentBay Local, tools called directly', () => {
  const local = new TestLocal();
  let sessionId = '';
  let link = '';
  let token = '';
  before(() => local.start([], {}, { script }));
  after(() => local.stop());
  beforeEach(async () => {
    const { Data } = await local.call('CreateMcpSession');
    [sessionId, link, token] = [String(Data['SessionId']), String(Data['LinkUrl']), String(Data['Token'])];
  });

  /** Calls a tool as the official client does; fields and headers can be given otherwise, or taken away with `undefined`. */
  async function call(
    tool: unknown,
    args: unknown,
    {
      body = {},
      headers = {},
      url = `${link}/callTool`,
    }: { body?: object; headers?: Readonly<Record<string, string | undefined>>; url?: string } = {},
  ): Promise<Said> {
    const given = { 'content-type': 'application/json', 'x-access-token': token, ...headers };
    const response = await fetch(url, {
      method: 'POST',
      headers: Object.entries<string | undefined>(given).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
      body: JSON.stringify({ args, server: 'wuying_computer_agent', requestId: 'link-1', tool, token, ...body }),
    });
    const answer = (await response.json()) as { data?: string; error?: string };
    if (answer.data === undefined) return { status: response.status, error: answer.error ?? '' };
    const { result } = JSON.parse(answer.data) as { result: { isError: boolean; content: { text: string }[] } };
    return { status: response.status, isError: result.isError, text: result.content[0]?.text ?? '' };
  }

  it('does what the gateway does', async () => {
    const begun = await call(execute, { task: 'Wait' });
    const { task_id: taskId } = JSON.parse(begun.text ?? '') as { task_id: string };
    assert.equal((await local.status(sessionId, taskId)).status, 'running');
    const { text } = await call(status, { task_id: taskId });
    assert.equal((JSON.parse(text ?? '') as { task_id: string }).task_id, taskId);
  });

  it('tells a tool’s failure as the tool’s', async () => {
    const { status: code, isError, text } = await call(status, { task_id: 'task-0' });
    assert.deepEqual([code, isError], [200, true]);
    assert.match(text ?? '', /^Task not found/u);
    assert.equal((await call('no_such_tool', {})).isError, true);
  });

  it('gives each session a way of its own, the same each time it is told', async () => {
    const { Data } = await local.call('GetSession', { SessionId: sessionId });
    assert.deepEqual([Data['LinkUrl'], Data['Token']], [link, token]);
    const { Data: other } = await local.call('CreateMcpSession');
    assert.notEqual(other['Token'], token);
    const crossed = await call(status, { task_id: 't' }, { url: `${String(other['LinkUrl'])}/callTool` });
    assert.equal(crossed.status, 401);
  });

  for (const [what, more] of [
    ['no header', { headers: { 'x-access-token': undefined } }],
    ['a wrong header', { headers: { 'x-access-token': 'tok-1' } }],
    ['a wrong token in the body', { body: { token: 'tok-1' } }],
    ['the API key for a token', { headers: { 'x-access-token': 'akm-test-key' } }],
  ] as const) {
    it(`is closed to ${what}`, async () => {
      const { status: code, error } = await call(execute, { task: 'Wait' }, more);
      assert.deepEqual([code, error], [401, 'The access token is missing or wrong.']);
    });
  }

  it('needs no token in the body', async () => {
    assert.equal((await call(execute, { task: 'Wait' }, { body: { token: undefined } })).status, 200);
  });

  for (const [what, tool, args, says] of [
    ['no tool', undefined, {}, /"tool" is missing/u],
    ['arguments as text', execute, '{"task":"Wait"}', /"args" must be an object/u],
    ['arguments as a list', execute, [], /"args" must be an object/u],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { status: code, error } = await call(tool, args);
      assert.equal(code, 400);
      assert.match(error ?? '', says);
    });
  }

  it('is behind the same door as the gateway', async () => {
    const { status: code } = await call(execute, { task: 'Wait' }, { headers: { origin: 'https://evil.example' } });
    assert.equal(code, 403);
  });

  it('serves nothing to the curious', async () => {
    assert.equal((await fetch(`${link}/callTool`)).status, 405);
    for (const path of ['', '/', '/callTool/', '/other']) assert.equal((await fetch(`${link}${path}`)).status, 404);
    const guess = `${new URL(link).origin}/link/${'A'.repeat(24)}/callTool`;
    assert.equal((await call(execute, {}, { url: guess })).status, 404);
  });

  it('is at rest while the session is paused', async () => {
    await local.call('PauseSessionAsync', { SessionId: sessionId });
    const { isError, text } = await call(execute, { task: 'Wait' });
    assert.equal(isError, true);
    assert.match(text ?? '', /PAUS/u);
  });

  it('ends with the session', async () => {
    await local.call('ReleaseMcpSession', { SessionId: sessionId });
    assert.equal((await call(execute, { task: 'Wait' })).status, 404);
  });

  it('is closed where it is not offered', async () => {
    for (const [routes, fields] of [
      [[], []],
      [['ws'], ['Token', 'WsUrl']],
      [['link'], ['Token', 'LinkUrl']],
    ] as const) {
      const other = await new TestLocal().start([], {}, { script, routes });
      const { Data } = await other.call('CreateMcpSession');
      const told = ['Token', 'LinkUrl', 'WsUrl'].filter((name) => name in Data);
      assert.deepEqual(told.sort(), [...fields].sort());
      await other.stop();
    }
  });
});

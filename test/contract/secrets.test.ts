import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { AgentBay } from '../../src/core/api';
import { agentTools, sessionTools } from '../../src/protocol/wire';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../support/fakeClock';
import { MemoryLog } from '../support/log';
import { publicCalls } from './faults/calls';
import { PatientClock } from './faults/patientClock';
import { type Answer, ok, said, type Seen, startService } from './support/service';

/** With every character that is sent in another form. */
const KEY = 'akm-canary/+ 7f3a!';

/** Everything about a value that could end in a log or a report. */
function everything(value: unknown): string {
  const options = { depth: Infinity, showHidden: true, getters: true, maxStringLength: null, maxArrayLength: null };
  const causes: unknown[] = [];
  for (let error: unknown = value; error instanceof Error && !causes.includes(error); error = error.cause) {
    causes.push(error, error.stack, error.message);
  }
  return [
    inspect(value, options),
    inspect(value),
    JSON.stringify(value),
    String(value),
    inspect(causes, options),
  ].join();
}

/** Each secret has the word in it, whole or in the form it is sent in. */
function assertClean(what: string, value: unknown): void {
  const text = everything(value);
  const at = text.indexOf('canary');
  assert.equal(at, -1, `${what}: ...${text.slice(Math.max(0, at - 200), at + 100)}`);
}

const access = (endpoint: string): Readonly<Record<string, unknown>> => ({
  ResourceUrl: 'https://desktop.example/?token=desktop-canary',
  Token: 'token-canary',
  LinkUrl: `${endpoint}/link-canary`,
  WsUrl: `${endpoint.replace('http', 'ws')}/socket-canary`,
  ToolList: JSON.stringify(
    [agentTools.computer, agentTools.browser, agentTools.mobile, sessionTools]
      .flatMap((names) => Object.values<string>(names))
      .map((name) => ({
        name,
        server: 'a-server',
      })),
  ),
});

/** What a tool says, by whichever route it is called. */
const toolSays = ({ path }: Seen, content: unknown, isError = false): Answer => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const data = { result: { isError, content: [{ type: 'text', text }] } };
  return path === '/' ? said(content, isError) : { body: JSON.stringify({ data }) };
};

const isToolCall = ({ query, path }: Seen): boolean => path !== '/' || query['Action'] === 'CallMcpTool';

/** What each action answers while all is well, with a secret wherever there is one. */
function good(seen: Seen, endpoint: string, status: string): Answer {
  const { query, form, path } = seen;
  if (path !== '/') return toolSays(seen, { task_id: 't-1', status: 'finished', product: 'Done.', cpu_count: 2 });
  const url = 'wss://x.example/way-canary?token=way-canary';
  switch (query['Action'] ?? '') {
    case 'CreateMcpSession':
    case 'GetSession':
      return ok({ Success: true, SessionId: 's-1', Status: status, ...access(endpoint) });
    case 'GetSessionDetail':
      return ok({ Status: 'FINISH', ...access(endpoint) });
    case 'GetLink':
    case 'GetCdpLink':
    case 'GetMcpResource':
      return ok({ Url: url, ResourceUrl: 'https://desktop.example/?token=desktop-canary' });
    case 'GetAdbLink':
      return ok({ Url: 'adb connect adb-canary.example:5555' });
    case 'ListSession':
      return ok([{ SessionId: 's-1', SessionStatus: status, ...access(endpoint) }]);
    case 'ListMcpTools':
      return ok([{ name: 'a-tool', server: 'a-server' }]);
    case 'CallMcpTool': {
      if (form['Name'] === sessionTools.metrics) return said({ cpu_count: 2 });
      if (form['Name'] === sessionTools.systemScreenshot)
        return said('https://oss.example/shot-canary.png?Signature=shot-canary');
      if (form['Name'] === sessionTools.screenshot) return said({ url: 'https://oss.example/shot-canary.png' });
      return said({ task_id: 't-1', status: 'finished', product: 'Done.' });
    }
    default:
      return ok({ Port: 9222 });
  }
}

const ADDRESS = 'see https://desktop.example/path-canary?token=desktop-canary';

/** The key as the person typed it, and as it was sent; where it was not, the token. Addresses that let in. */
const told = ({ path, body }: Seen): string =>
  path === '/'
    ? `Bearer ${KEY} is unknown; ${body}; ${encodeURIComponent(KEY)}; ${ADDRESS}`
    : `token-canary has run out; ${ADDRESS}`;
const refusal = (seen: Seen, status: number, more = {}): Answer => ({
  status,
  body: JSON.stringify({ Code: 'X', Message: told(seen), RequestId: KEY, ...more }),
});

/** Ways a service can answer, and what is made of the secrets on each of them. `false`: as it usually does. */
const answers: Record<string, (seen: Seen, response: ServerResponse, endpoint: string) => Answer | undefined | false> =
  {
    'all goes well': () => false,
    'they are quoted in a refusal': (seen) => refusal(seen, 400),
    'they are quoted in a fault of the server': (seen) => refusal(seen, 500),
    'they are quoted with HTTP 200': (seen) => refusal(seen, 200),
    'the key is quoted as its own code': (seen) => refusal(seen, 400, { Code: KEY }),
    'a session is refused in the data': (seen) => ok({ Success: false, ErrMsg: told(seen) }, KEY),
    'they are quoted by a tool': (seen) => isToolCall(seen) && toolSays(seen, told(seen), true),
    'they are quoted by a tool as an error': (seen) => isToolCall(seen) && toolSays(seen, { error: told(seen) }),
    'they are quoted in a page': (seen) => ({ status: 502, body: `<html><body>denied: ${told(seen)}</body></html>` }),
    'the answer is damaged JSON': (seen, _response, endpoint) => {
      const { body } = good(seen, endpoint, 'RUNNING');
      return { body: body.slice(0, -2) };
    },
    'the answer is bare text': (seen) => ({ body: told(seen) }),
    'the answer is XML': () => ({
      body: '<R><Token>token-canary</Token><Url>https://a.example/?t=desktop-canary</Url></R>',
    }),
    'the service redirects': ({ form }) => ({
      status: 302,
      headers: { location: `https://x.example/?k=${encodeURIComponent(form['Authorization'] ?? 'token-canary')}` },
      body: '',
    }),
    'the connection is cut': (_seen, response) => {
      response.socket?.resetAndDestroy();
      return undefined;
    },
  };

describe('the API key and the secrets of a session', function () {
  this.timeout(30_000);
  /** What a test opened, newest last. */
  let open: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of open.reverse()) await close();
    open = [];
  });

  for (const [how, answer] of Object.entries(answers)) {
    it(`appear nowhere when ${how}`, async () => {
      let isGood = true;
      let status = 'RUNNING';
      const service = await startService((seen, response) => {
        const made = !isGood && answer(seen, response, service.endpoint);
        const { Action: action = '' } = seen.query;
        if (/^(Pause|Resume)/.test(action)) status = action.startsWith('Pause') ? 'PAUSED' : 'RUNNING';
        return made === false ? good(seen, service.endpoint, status) : made;
      });
      open.push(() => service.close());
      const log = new MemoryLog();
      const bay = new AgentBay({ apiKey: KEY, endpoint: service.endpoint, clock: new PatientClock(), log });
      open.push(() => bay.dispose());
      const created = await bay.create({ agent: 'mobile' });
      const { session } = created;
      assert.ok(session, created.errorMessage);
      isGood = false;
      assertClean('create', created);
      for (const [name, { make }] of Object.entries(publicCalls)) {
        assertClean(name, await make({ bay, session, taskId: 't-1' }));
        // Learns the ways in again, if it can, so that every call has them to try.
        assertClean('get', await bay.get('s-1'));
      }
      const pushes = session.onPush(() => undefined, { onProblem: (problem) => assertClean('a problem', problem) });
      const stream = session.agent.mobile.streamTask('Do it');
      for await (const event of stream) assertClean(event.type, event);
      assertClean('the stream', [stream, await stream.result, pushes]);
      pushes.dispose();
      assertClean('what is left', [
        bay,
        session,
        session.agent,
        session.agent.computer,
        session.agent.browser,
        session.agent.mobile,
      ]);
      assertClean('the log', log.lines);
      const keys = service.seen.filter(({ path }) => path === '/').map(({ form }) => form['Authorization']);
      assert.deepEqual([...new Set(keys)], [`Bearer ${KEY}`]);
      assert.ok(
        service.seen.some(({ path }) => path.startsWith('/link-canary')),
        'the direct route was used',
      );
      assert.ok(log.lines.length >= service.seen.length);
    });
  }

  it('is not carried by the failure to read the key', async () => {
    const bay = new AgentBay({
      apiKey: () => Promise.reject(new Error('keychain locked')),
      endpoint: 'http://127.0.0.1:9',
    });
    const { error } = await bay.create();
    assert.equal(error?.kind, 'unauthorised');
    assert.equal(error.detail.requestSent, false);
    assert.equal((error.cause as Error).message, 'keychain locked');
  });

  it('never leave a call’s log line of action, status, request and time', async () => {
    const service = await startService(() => said({ task_id: 'task-1', status: 'running' }));
    const lines: string[] = [];
    const note = (line: string): void => void lines.push(line);
    const log = { debug: note, info: note, warn: note, error: note };
    const bay = new AgentBay({
      apiKey: KEY,
      endpoint: service.endpoint,
      clock: new FakeClock(BETWEEN_ATTEMPTS_MS),
      log,
    });
    await bay.session('s-1').agent.browser.getTaskStatus('task-1');
    bay.dispose();
    await service.close();
    await bay.session('s-1').agent.browser.getTaskStatus('task-1');
    assert.deepEqual(lines, [
      'CallMcpTool browser_use_get_task_status: HTTP 200, request REQ-1, 0 ms',
      'CallMcpTool browser_use_get_task_status: no answer, 0 ms, aborted',
    ]);
  });
});

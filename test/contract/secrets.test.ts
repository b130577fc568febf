import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { AgentBay } from '../../src/core/api';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../support/fakeClock';
import { type Answer, ok, said, type Seen, startService } from './support/service';

const KEY = 'akm-canary/+ 7f3a!';
const SECRETS = ['desktop-canary', 'token-canary', 'link-canary', 'socket-canary'];

/** Everything about a value that could end in a log or a report. */
function everything(value: unknown): string {
  const shown = inspect(value, { depth: 12, showHidden: true, getters: true, maxStringLength: null });
  return [
    shown,
    inspect(value),
    JSON.stringify(value),
    String(value),
    value instanceof Error ? (value.stack ?? '') : '',
  ].join();
}

function assertClean(value: unknown): void {
  const text = everything(value);
  for (const secret of [KEY, encodeURIComponent(KEY), 'canary', ...SECRETS]) assert.ok(!text.includes(secret), text);
}

const created = ok({
  Success: true,
  SessionId: 's-1',
  ResourceUrl: 'https://desktop.example/?token=desktop-canary',
  Token: 'token-canary',
  LinkUrl: 'https://gw.example/link-canary',
  WsUrl: 'wss://gw.example/socket-canary',
});
const quoted = (status: number): Answer => ({
  status,
  body: JSON.stringify({ Code: 'X', Message: `Bearer ${KEY} is unknown`, RequestId: KEY }),
});

/** Ways a service can answer, and what is made of the key on each of them. */
const answers: Record<string, (seen: Seen, response: ServerResponse) => Answer | undefined> = {
  'all goes well': ({ form }) => (form['Name'] ? said({ task_id: 'task-1', status: 'running' }) : created),
  'the key is quoted in a refusal': () => quoted(400),
  'the key is quoted with HTTP 200': () => quoted(200),
  'the key is quoted by a tool': () => said(`no access for ${KEY}`, true),
  'the key is quoted in a page': () => ({ status: 502, body: `<html><body>denied: ${KEY}</body></html>` }),
  'the answer is damaged JSON': () => ({ body: (created.body as string).slice(0, -2) }),
  'the answer is XML': () => ({
    body: '<R><Token>token-canary</Token><Url>https://a.example/?t=desktop-canary</Url></R>',
  }),
  'the service redirects': ({ form }) => ({
    status: 302,
    headers: { location: `https://x.example/?k=${encodeURIComponent(form['Authorization'] ?? '')}` },
    body: '',
  }),
  'the connection is cut': (_seen, response) => {
    response.socket?.resetAndDestroy();
    return undefined;
  },
};

describe('the API key and the secrets of a session', () => {
  for (const [how, answer] of Object.entries(answers)) {
    it(`appear nowhere when ${how}`, async () => {
      const service = await startService(answer);
      const lines: string[] = [];
      const note = (line: string): void => void lines.push(line);
      const log = { debug: note, info: note, warn: note, error: note };
      const bay = new AgentBay({ apiKey: KEY, endpoint: service.endpoint, clock: new FakeClock(10_000), log });
      const session = bay.session('s-1');
      const { computer, browser } = session.agent;
      const results = [
        await bay.create(),
        await bay.get('s-1'),
        await computer.executeTask('Open Notepad'),
        await computer.executeTaskAndWait('Open Notepad', 2),
        await computer.getTaskStatus('task-1'),
        await computer.terminateTask('task-1'),
        await browser.initialize({ outputSchema: '' }),
        await session.delete(),
      ];
      assert.ok(service.seen.every(({ form }) => form['Authorization'] === `Bearer ${KEY}`));
      for (const value of [...results, bay, session, session.agent, computer, browser, lines]) assertClean(value);
      assert.ok(lines.length >= service.seen.length);
      bay.dispose();
      await service.close();
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

import assert from 'node:assert/strict';
import { AgentBay, type ServiceError } from '../../../../src/core/api';
import type { SessionContext } from '../../../../src/core/api/session/context';
import { KnownSessions } from '../../../../src/core/api/session/knownSessions';
import { callTool } from '../../../../src/core/api/tool/callTool';
import { Gateway } from '../../../../src/core/api/wire/gateway';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../../../support/fakeClock';
import { sent } from './support/aBay';
import { ScriptedTransport, type Step, toolError } from './support/scriptedTransport';

function aTool(...steps: readonly Step[]) {
  const transport = new ScriptedTransport(...steps);
  const clock = new FakeClock(BETWEEN_ATTEMPTS_MS);
  const endpoint = new URL('https://gateway.example');
  const gateway = new Gateway({ endpoint, transport, clock, timeoutMs: 60_000, apiKey: () => 'akm-test-key' });
  const closing = new AbortController().signal;
  const known = new KnownSessions({ gateway, closing, pollIntervalMs: 3_000 });
  const context: SessionContext = known.get('s-1').context;
  return { transport, call: () => callTool(context, 'shell', { command: 'ls' }, 'safe') };
}

const content = [{ type: 'text', text: '{"ok":true}' }];

describe('the answer of a tool', () => {
  it('is read as an object and as JSON text', async () => {
    for (const data of [{ content }, JSON.stringify({ content }), { Content: content, IsError: 'false' }]) {
      const { text, fields } = await aTool({ data }).call();
      assert.deepEqual([text, fields?.get('ok')], ['{"ok":true}', true]);
    }
  });

  it('may be empty, prose, or nothing but prose', async () => {
    for (const [data, words] of [
      [{ content: [] }, ''],
      [{}, ''],
      [{ content: [{ type: 'text', text: 'Done.' }, { type: 'text' }, 7] }, 'Done.'],
      ['Done.', 'Done.'],
    ] as const) {
      const { text, fields } = await aTool({ data }).call();
      assert.deepEqual([text, fields], [words, undefined]);
    }
  });

  it('is a refusal when it says so, with all its reasons', async () => {
    const data = { isError: true, content: ['no shell', 'no luck'].map((text) => ({ type: 'text', text })) };
    await assert.rejects(aTool({ data }).call(), { kind: 'service', message: 'no shell; no luck' });
    await assert.rejects(aTool({ data: { isError: true } }).call(), { message: /refused shell without a reason/ });
    await assert.rejects(aTool(toolError('{"error":"no shell"}')).call(), { message: 'no shell' });
  });

  it('carries no address into the words of a refusal', async () => {
    const refusal = toolError('cannot open https://gw.example/link/canary?token=canary today');
    await assert.rejects(aTool(refusal).call(), { message: 'cannot open https://gw.example/… today' });
  });

  it('takes no more of a refusal than anybody reads', async () => {
    const refusal = toolError('no tool '.repeat(1_000_000));
    await assert.rejects(aTool(refusal).call(), ({ message }: ServiceError) => message.length === 1_001);
  });

  it('tells how often it was asked for', async () => {
    const cut: Step = { status: 502, headers: new Map(), text: '<html>Bad Gateway</html>' };
    assert.equal((await aTool(cut, { data: { content } }).call()).attempts, 2);
    await assert.rejects(aTool(cut, toolError('no')).call(), (error: ServiceError) => {
      const { action, attempts, requestId } = error.detail;
      assert.deepEqual([action, attempts, requestId], ['CallMcpTool', 2, 'R']);
      return true;
    });
  });

  it('is unreadable without any result', async () => {
    for (const data of [undefined, null, 7, ['shell']]) {
      await assert.rejects(aTool({ data }).call(), { kind: 'badReply' });
    }
  });
});

describe('a tool call', () => {
  it('leaves it to the service to find the server, unless the session told which it is', async () => {
    const { transport, call } = aTool({ data: { content } });
    await call();
    assert.deepEqual(sent(transport), {
      SessionId: 's-1',
      Name: 'shell',
      Args: '{"command":"ls"}',
      Server: '',
      AutoGenSession: 'false',
    });
    const known = new ScriptedTransport(
      { data: { SessionId: 's-1', ToolList: [{ name: 'get_metrics', server: 'wuying_system' }] } },
      { data: { content: [{ type: 'text', text: '{"cpu_count":4}' }] } },
    );
    const bay = new AgentBay({ apiKey: 'akm-test-key', transport: known });
    assert.ok((await (await bay.get('s-1')).session?.getMetrics())?.success);
    assert.equal(sent(known, 1)['Server'], 'wuying_system');
  });
});

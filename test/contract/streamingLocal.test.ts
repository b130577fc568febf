import assert from 'node:assert/strict';
import { AgentBay, type Session, type StreamOptions, type TaskEvent } from '../../src/core/api';
import type { Options } from '../../src/local/options';
import type { Scenario } from '../../src/local/script/script';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../support/fakeClock';
import { type LocalService, startLocalService } from './support/localService';

const finished: Scenario['end'] = { status: 'finished', product: 'Wi-Fi is on.' };

/** What a scenario of AgentBay Local, and so the whole way there and back, comes to at the client. */
describe('a task streamed by AgentBay Local', () => {
  let service: LocalService;
  let bay: AgentBay;
  const clock = new FakeClock(BETWEEN_ATTEMPTS_MS);

  async function connect(scenario: Scenario, options: Partial<Options> = {}): Promise<Session> {
    service = await startLocalService({ script: [scenario], ...options });
    bay = new AgentBay({ apiKey: service.apiKey, endpoint: service.endpoint, clock });
    const { session, errorMessage } = await bay.create({ imageId: 'mobile_latest' });
    assert.ok(session, errorMessage);
    return session;
  }

  afterEach(async () => {
    bay.dispose();
    await service.close();
    assert.deepEqual(service.warnings, []);
    assert.equal(clock.waiting, 0, 'no timer is left');
  });

  async function follow(session: Session, options?: StreamOptions) {
    const stream = session.agent.mobile.streamTask('Turn on Wi-Fi', options);
    const events: TaskEvent[] = [];
    for await (const event of stream) events.push(event);
    return { events, kinds: events.map(({ type }) => type), result: await stream.result };
  }

  const steps: Scenario['steps'] = [
    { content: 'I will open Settings. ' },
    { reasoning: 'The gear icon is at the bottom.' },
    { toolCall: { toolName: 'click', toolCallId: 't1', args: { coordinate: [512, 1800] } } },
    { toolResult: { output: 'ok', screenshot: 'iVBORw0KGgo=' } },
    { fault: { code: 'Slow', message: 'The phone is slow.' } },
  ];
  const told: TaskEvent[] = [
    { type: 'started', taskId: '' },
    { type: 'status', taskStatus: 'running', rawStatus: '' },
    { type: 'content', text: 'I will open Settings. ' },
    { type: 'reasoning', text: 'The gear icon is at the bottom.' },
    { type: 'toolCall', toolCallId: 't1', toolName: 'click', args: { coordinate: [512, 1800] } },
    {
      type: 'toolResult',
      toolCallId: 't1',
      toolName: 'click',
      isError: false,
      output: 'ok',
      screenshot: { mimeType: 'image/png', data: new Uint8Array(Buffer.from('iVBORw0KGgo=', 'base64')) },
    },
    { type: 'fault', code: 'Slow', message: 'The phone is slow.' },
    { type: 'status', taskStatus: 'finished', rawStatus: 'finished' },
  ];
  for (const dataAsText of [false, true]) {
    it(`is told whole, with data as ${dataAsText ? 'text' : 'objects'}`, async () => {
      const session = await connect({ steps, end: finished, socket: { dataAsText } });
      const { events, result } = await follow(session);
      assert.deepEqual(events.slice(0, -1), told);
      assert.deepEqual([result.success, result.taskResult, result.taskId], [true, 'Wi-Fi is on.', '']);
      assert.ok(service.seen.every(({ form }) => form['Action'] !== 'CallMcpTool'));
    });
  }

  it('is polled where no socket is offered, and tells what samples can show', async () => {
    const session = await connect({ steps, end: finished }, { routes: [] });
    const { kinds, result } = await follow(session);
    assert.equal(kinds[0], 'started');
    assert.ok(kinds.includes('content') && kinds.includes('reasoning'));
    assert.deepEqual([result.success, result.taskResult], [true, 'Wi-Fi is on.']);
    assert.notEqual(result.taskId, '');
  });

  it('gets the answer of the person', async () => {
    const session = await connect({
      steps: [{ callForUser: { prompt: 'The code?' } }, { content: 'It is {answer}.' }],
      end: { status: 'finished' },
    });
    const { events, result } = await follow(session, { onCallForUser: () => Promise.resolve('123456') });
    assert.ok(events.some((event) => event.type === 'callForUser' && event.prompt === 'The code?'));
    assert.deepEqual([result.success, result.taskResult], [true, 'It is 123456.']);
  });

  it('waits for the person behind a push', async () => {
    const session = await connect({ steps: [{ push: { code: 101, waits: true } }], end: finished });
    const meanings: string[] = [];
    const listening = session.onPush((push) => {
      meanings.push(push.meaning);
      void session.answerCallForUser(push);
    });
    assert.ok((await follow(session)).result.success);
    assert.deepEqual(meanings, ['captcha']);
    listening.dispose();
  });

  it('tells a push where it belongs among its events', async () => {
    const session = await connect({
      steps: [{ content: 'A page asks who I am. ' }, { push: { code: 101, message: 'captcha' } }, { content: 'Done.' }],
      end: finished,
    });
    const { events, kinds } = await follow(session);
    assert.deepEqual(kinds.slice(2, 5), ['content', 'push', 'content']);
    const told = events.find((event) => event.type === 'push');
    assert.deepEqual([told?.push.code, told?.push.meaning, told?.push.message], [101, 'captcha', 'captcha']);
  });

  for (const withPushes of [true, false]) {
    it(`${withPushes ? 'tells' : 'does not tell'} pushes beside a task that is polled ${withPushes ? 'for who wants them, answer and all' : 'for anybody else'}`, async () => {
      const push = { code: 101, ...(withPushes && { waits: true }) };
      const session = await connect({ steps: [{ push }], end: { status: 'finished', product: 'In.' } });
      const heard: string[] = [];
      const { success, taskResult } = await session.agent.mobile.executeTaskAndWait('Log in', {
        timeoutMs: Infinity,
        withPushes,
        onEvent: (event) => {
          if (event.type !== 'push') return;
          heard.push(event.push.meaning);
          void session.answerCallForUser(event.push);
        },
      });
      assert.deepEqual([success, taskResult, heard], [true, 'In.', withPushes ? ['captcha'] : []]);
    });
  }

  const broken: [string, Scenario][] = [
    ['drops in the middle', { steps: [{ content: 'Hi', drop: 'cut' }], end: 'never' }],
    ['is closed in the middle', { steps: [{ content: 'Hi', drop: 'close' }], end: 'never' }],
    ['drops as the task is asked for', { end: finished, socket: { dropsExec: true } }],
  ];
  for (const [name, scenario] of broken) {
    it(`is of unknown outcome when the socket ${name}`, async () => {
      const session = await connect(scenario);
      const { result } = await follow(session);
      assert.deepEqual([result.taskStatus, result.error?.kind], ['unknown', 'network']);
    });
  }

  it('is of unknown outcome when its session is deleted', async () => {
    const session = await connect({ steps: [{ content: 'Hi' }], end: 'never' });
    const stream = session.agent.mobile.streamTask('Turn on Wi-Fi');
    for await (const event of stream) if (event.type === 'content') break;
    assert.ok((await session.delete()).success);
    const { taskStatus, success } = await stream.result;
    assert.deepEqual([taskStatus, success], ['unknown', false]);
  });

  it('is refused while another one runs, and that one goes on', async () => {
    const session = await connect({ steps: [{ callForUser: { prompt: 'Go on?' } }], end: finished });
    let second: ReturnType<typeof follow> | undefined;
    const first = await follow(session, {
      onCallForUser: async () => {
        second = follow(session);
        const { result } = await second;
        assert.deepEqual([result.taskStatus, result.error?.kind], ['notSent', 'service']);
        assert.match(result.errorMessage, /^Another task is currently running/);
        return 'yes';
      },
    });
    assert.ok(second);
    assert.deepEqual([first.result.success, first.kinds.includes('problem')], [true, false]);
  });

  it('passes over odd frames', async () => {
    const odd = [{ raw: 'garbage' }, { data: { phase: 'warming up' } }, { data: 7, source: 'somebody' }];
    const session = await connect({ steps: odd.map((frame) => ({ frame })), end: finished });
    assert.deepEqual((await follow(session)).kinds, ['started', 'status', 'status', 'end']);
  });

  it('is of unknown outcome when a frame is too large', async () => {
    const session = await connect({ steps: [{ frame: { bytes: 17 * 1024 * 1024 } }], end: 'never' });
    const { result } = await follow(session);
    assert.deepEqual([result.taskStatus, result.error?.kind], ['unknown', 'badReply']);
  });
});

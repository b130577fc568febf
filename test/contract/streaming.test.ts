import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { AgentBay, type Session, type StreamOptions, type TaskEvent } from '../../src/core/api';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../support/fakeClock';
import { type SocketScript, SocketService, TOKEN, type Voice } from './support/socketService';

const piece = (content: string) => ({ phase: 'event', seq: 1, round: 1, eventType: 'content', content });
const end = { phase: 'end', status: 'finished', taskResult: 'Done.' };
const question = {
  phase: 'event',
  eventType: 'tool_call',
  toolCallId: 'c9',
  toolName: 'call_for_user',
  args: { prompt: 'The code?' },
};
const polled = {
  execute_task: ['{"taskId":"task-9","status":"running"}'],
  get_task_status: ['{"taskId":"task-9","status":"completed","result":"Polled."}'],
};

/** A script that answers a task with these data, one frame each. */
const says =
  (...data: readonly unknown[]): NonNullable<SocketScript['onFrame']> =>
  ({ data: { method } }, voice) => {
    if (method === 'exec_task') for (const one of data) voice.say(one);
  };

describe('a task over WebSocket', () => {
  let service: SocketService;
  let bay: AgentBay;
  let clock: FakeClock;
  let log: string[];

  async function connect(script: SocketScript = {}): Promise<Session> {
    service = await SocketService.start(script);
    clock = new FakeClock(BETWEEN_ATTEMPTS_MS);
    log = [];
    const write = (line: string): void => void log.push(line);
    bay = new AgentBay({
      apiKey: 'akm-test-key-canary',
      endpoint: service.endpoint,
      clock,
      log: { debug: write, info: write, warn: write, error: write },
    });
    const { session, errorMessage } = await bay.create({ imageId: 'mobile_latest' });
    assert.ok(session, errorMessage);
    return session;
  }

  afterEach(async () => {
    bay.dispose();
    await service.close();
    assert.equal(clock.waiting, 0, 'no timer is left');
  });

  /** Everything a stream tells, its end last. */
  async function follow(session: Session, options: StreamOptions = {}) {
    const stream = session.agent.mobile.streamTask('Turn on Wi-Fi', options);
    const events: TaskEvent[] = [];
    for await (const event of stream) events.push(event);
    const result = await stream.result;
    assert.deepEqual(events.at(-1), { type: 'end', result });
    return { events, kinds: events.map(({ type }) => type), result };
  }

  it('goes as the official SDK had it, frame by frame (5.9)', async () => {
    const file = path.join(__dirname, '../fixtures/socket/mobile-task.json');
    const { frames } = JSON.parse(readFileSync(file, 'utf8')) as {
      frames: { from: string; frame: { invocationId: string; data: unknown } }[];
    };
    const ofService = frames.filter(({ from }) => from === 'service').map(({ frame }) => frame);
    const session = await connect({
      onFrame: ({ invocationId }, { sayText }) => {
        for (const frame of ofService) sayText(JSON.stringify({ ...frame, invocationId }));
      },
    });
    const { events, result } = await follow(session);
    const [upgrade] = service.upgrades;
    assert.equal(upgrade?.['x-access-token'], TOKEN);
    assert.equal(upgrade.authorization, undefined);
    assert.equal(upgrade['sec-websocket-protocol'], undefined);
    assert.match(service.frames[0]?.invocationId ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual([{ ...service.frames[0], invocationId: 'I' }], [frames[0]?.frame]);
    assert.deepEqual(events.slice(0, -1), [
      { type: 'started', taskId: '' },
      { type: 'status', taskStatus: 'running', rawStatus: '' },
      { type: 'content', text: 'I will open Settings. ' },
      { type: 'toolCall', toolCallId: 't0', toolName: 'automator', args: { task: 'Turn on Wi-Fi' } },
      { type: 'reasoning', text: 'The gear icon is at the bottom.' },
      { type: 'toolCall', toolCallId: 't1', toolName: 'click', args: { action: 'click', coordinate: [512, 1800] } },
      { type: 'toolResult', toolCallId: 't1', toolName: 'click', isError: false, output: 'ok' },
      { type: 'reasoning', text: 'The switch is on.' },
      { type: 'content', text: 'Wi-Fi is on.' },
      { type: 'status', taskStatus: 'finished', rawStatus: 'finished' },
    ]);
    assert.deepEqual([result.success, result.taskResult], [true, 'Wi-Fi is on.']);
    await service.until(() => service.closed.length === 1);
    assert.deepEqual(service.closed, [1000], 'nobody needs the socket any more');
  });

  it('sends the steps it may take, to the server that the tool list names', async () => {
    const ToolList = [{ name: 'execute_task', server: 'phone_agent' }];
    const session = await connect({ onFrame: says(end), data: (WsUrl) => ({ Token: TOKEN, WsUrl, ToolList }) });
    assert.ok((await follow(session, { maxSteps: 7 })).result.success);
    assert.equal(service.frames[0]?.target, 'phone_agent');
    assert.deepEqual(service.frames[0].data.params, { task: 'Turn on Wi-Fi', max_steps: 7 });
  });

  it('comes to its result although nobody reads the events', async () => {
    const session = await connect({ onFrame: says(piece('Hi'), end) });
    assert.equal((await session.agent.mobile.streamTask('Turn on Wi-Fi').result).taskResult, 'Done.');
  });

  it('goes on when its reader leaves', async () => {
    const session = await connect({ onFrame: (_frame, { say }) => say(piece('Hi')) });
    const stream = session.agent.mobile.streamTask('Turn on Wi-Fi');
    for await (const event of stream) if (event.type === 'content') break;
    const [{ invocationId } = { invocationId: '' }] = service.frames;
    service.tell({ invocationId, source: 'wuying_mobile_agent', target: 'SDK', data: end });
    assert.ok((await stream.result).success);
  });

  const spellings: [string, (voice: Voice, invocationId: string) => void][] = [
    ['as JSON text', ({ say }) => say(JSON.stringify(end))],
    [
      'with requestId for invocationId',
      ({ sayText }, requestId) => sayText(JSON.stringify({ requestId, source: 'a', data: end })),
    ],
    [
      'in another case',
      ({ sayText }, id) => sayText(JSON.stringify({ InvocationID: id, Data: { Phase: 'END', TaskResult: 'Done.' } })),
    ],
  ];
  for (const [name, speak] of spellings) {
    it(`understands data ${name}`, async () => {
      const session = await connect({ onFrame: ({ invocationId }, voice) => speak(voice, invocationId) });
      const { result } = await follow(session);
      assert.deepEqual([result.success, result.taskResult], [true, 'Done.']);
    });
  }

  it('passes over what says nothing: garbage, heartbeats, unknown phases and events, the frames of others', async () => {
    const session = await connect({
      onFrame: (_frame, { say, sayText }) => {
        for (const text of ['', '{', 'null', '[]', '{"type":"ping"}', '\u0000']) sayText(text);
        say({ phase: 'warming up' });
        say({ phase: 'event', eventType: 'thought', content: 'Hm' });
        say(7);
        sayText(JSON.stringify({ invocationId: 'other', source: 'a', target: 'SDK', data: { phase: 'end' } }));
        say(end);
      },
    });
    assert.deepEqual((await follow(session)).kinds, ['started', 'status', 'status', 'end']);
  });

  it('runs beside another one on the same socket', async () => {
    const session = await connect({
      onFrame: (_frame, voice, index) => {
        first ??= voice;
        if (index === 0) return;
        voice.say(piece('second'));
        first.say(piece('first'));
        voice.say({ ...end, taskResult: 'Second.' });
        first.say({ ...end, taskResult: 'First.' });
      },
    });
    let first: Voice | undefined;
    const [one, two] = await Promise.all([follow(session), follow(session)]);
    assert.deepEqual([one.result.taskResult, two.result.taskResult].sort(), ['First.', 'Second.']);
    for (const { kinds } of [one, two]) assert.deepEqual(kinds.filter((kind) => kind === 'content').length, 1);
    assert.equal(service.upgrades.length, 1);
    await service.until(() => service.closed.length === 1);
  });

  it('was not taken when the service says so at once', async () => {
    const session = await connect({ onFrame: says({ error: 'Another task is currently running' }) });
    const { result, kinds } = await follow(session);
    assert.deepEqual([kinds, result.taskStatus, result.error?.kind], [['end'], 'notSent', 'service']);
    assert.deepEqual(service.tools, [], 'nor is it tried another way');
  });

  describe('asks the person (5.4)', () => {
    it('and gets the answer on its own stream', async () => {
      const session = await connect({
        onFrame: ({ data: { method, params } }, { say }) =>
          say(method === 'exec_task' ? question : { ...end, taskResult: `Code ${String(params?.['response'])}` }),
      });
      const asked: string[] = [];
      const { result, events } = await follow(session, {
        onCallForUser: ({ prompt, toolCallId }) => {
          asked.push(prompt, toolCallId);
          return Promise.resolve('123456');
        },
      });
      assert.deepEqual(asked, ['The code?', 'c9']);
      assert.equal(result.taskResult, 'Code 123456');
      assert.deepEqual(events[2], { type: 'callForUser', toolCallId: 'c9', prompt: 'The code?' });
      const [exec, resume] = service.frames;
      assert.deepEqual(resume, {
        ...exec,
        data: { method: 'resume_task', params: { toolCallId: 'c9', response: '123456' } },
      });
    });

    const answersEnd: SocketScript['onFrame'] = ({ data: { method } }, { say }) =>
      say(method === 'exec_task' ? question : end);

    it('and gets an empty answer when nobody is there', async () => {
      const session = await connect({ onFrame: answersEnd });
      assert.ok((await follow(session)).result.success);
      assert.equal(service.frames[1]?.data.params?.['response'], '');
    });

    it('and gets an empty answer when the handler fails, which is told', async () => {
      const session = await connect({ onFrame: answersEnd });
      const { result, events } = await follow(session, { onCallForUser: () => Promise.reject(new Error('No phone')) });
      assert.ok(result.success);
      assert.equal(service.frames[1]?.data.params?.['response'], '');
      const problem = events.find((event) => event.type === 'problem');
      assert.deepEqual([problem?.error.kind, problem?.error.detail.action], ['badInput', 'resume_task']);
    });

    it('and gets no answer once it has ended', async () => {
      const session = await connect({ onFrame: says(question, end) });
      const asked: AbortSignal[] = [];
      let answer: (text: string) => void = () => undefined;
      const { result } = await follow(session, {
        onCallForUser: ({ signal }) => {
          asked.push(signal);
          return new Promise((resolve) => (answer = resolve));
        },
      });
      assert.ok(result.success);
      assert.ok(asked[0]?.aborted);
      answer('late');
      await service.until(() => service.closed.length === 1);
      assert.equal(service.frames.length, 1);
    });
  });

  describe('is of unknown outcome, never failed,', () => {
    async function assertUnknown(session: Session, kind: string, words: RegExp): Promise<void> {
      const { result, kinds, events } = await follow(session);
      assert.deepEqual([result.success, result.taskStatus, result.error?.kind], [false, 'unknown', kind]);
      assert.match(result.errorMessage, words);
      assert.match(result.errorMessage, /may be running on\. .* live view .* delete the session\.$/);
      assert.equal(result.error?.detail.action, 'exec_task');
      assert.equal(result.error.detail.attempts, 1);
      assert.ok(kinds.includes('problem'));
      assert.ok(!events.some((event) => event.type === 'status' && event.taskStatus === 'failed'));
      assert.deepEqual([service.upgrades.length, service.tools.length], [1, 0], 'nothing is tried again');
    }

    it('when the connection drops before the first word', async () => {
      const session = await connect({ onFrame: (_frame, { ws }) => ws.terminate() });
      await assertUnknown(session, 'network', /connection to 127\.0\.0\.1:\d+ was lost/);
    });

    it('when it drops in the middle', async () => {
      const session = await connect({
        onFrame: (_frame, { ws, say }) => {
          say(piece('Hi'));
          ws.terminate();
        },
      });
      await assertUnknown(session, 'network', /was lost/);
    });

    it('when the service closes it politely', async () => {
      const session = await connect({
        onFrame: (_frame, { ws, say }) => {
          say(piece('Hi'));
          ws.close(1001);
        },
      });
      await assertUnknown(session, 'network', /it was closed \(code 1001\)/);
    });

    it('when nothing is heard for 20 s after a ping (5.6)', async () => {
      const session = await connect({ pongs: false, onFrame: says(piece('Hi')) });
      const failing = assertUnknown(session, 'network', /nothing was heard any more/);
      await service.until(() => service.frames.length === 1);
      clock.leap(20_000);
      await service.until(() => service.pings === 1);
      clock.leap(20_000);
      await failing;
    });

    it('when a frame is larger than 16 MB', async () => {
      const session = await connect({ onFrame: says(piece('x'.repeat(17 * 1024 * 1024))) });
      await assertUnknown(session, 'badReply', /larger than 16 MB/);
    });

    it('when what comes is not the protocol', async () => {
      const session = await connect({
        onFrame: (_frame, { ws }) => {
          const { _socket: raw } = ws as unknown as { _socket: NodeJS.WritableStream };
          raw.write(Buffer.from([0xff, 0xff, 0xff]));
        },
      });
      await assertUnknown(session, 'badReply', /not the WebSocket protocol/);
    });

    it("when the socket's own server gives up", async () => {
      const session = await connect({
        onFrame: (_frame, { say }) => {
          say(piece('Hi'));
          say({ error: 'Agent away' }, { source: 'WEBSOCKET_SERVER' });
        },
      });
      await assertUnknown(session, 'network', /ended the stream: Agent away\./);
    });
  });

  it('stays up as long as pings are answered', async () => {
    const session = await connect();
    const following = follow(session);
    await service.until(() => service.frames.length === 1);
    for (let pings = 1; pings <= 5; pings += 1) {
      clock.leap(20_000);
      await service.until(() => service.pings === pings);
      // The pong is on its way: whatever the service says next comes after it.
      await heard(session, service);
    }
    const [{ invocationId } = { invocationId: '' }] = service.frames;
    service.tell({ invocationId, source: 'a', data: end });
    assert.ok((await following).result.success);
  });

  describe('is polled instead', () => {
    const detours: [string, SocketScript, RegExp | undefined][] = [
      ['where the service names no socket', { data: () => ({ Token: TOKEN }) }, undefined],
      ['where it gives no token', { data: (WsUrl) => ({ WsUrl }) }, undefined],
      [
        'where the socket would be unencrypted',
        { data: () => ({ Token: TOKEN, WsUrl: 'ws://gw.example/ws' }) },
        undefined,
      ],
      ['when the token is refused', { refuses: 401 }, /did not accept the session's token .*HTTP 401/],
      ['when it opens none for now', { refuses: 429 }, /opens no stream at present \(HTTP 429\)/],
      ['when it points elsewhere', { refuses: 302 }, /refused the stream \(HTTP 302\)/],
      [
        'when nobody listens there',
        { data: () => ({ Token: TOKEN, WsUrl: 'ws://127.0.0.1:1/ws' }) },
        /could not be reached at 127\.0\.0\.1:1: nothing answers there/,
      ],
      [
        'when no secure connection can be made',
        { data: (wsUrl) => ({ Token: TOKEN, WsUrl: wsUrl.replace('ws:', 'wss:') }) },
        /could not be reached at 127\.0\.0\.1:\d+: /,
      ],
      ['when the socket is out of order', { refuses: 503 }, /opens no stream at present \(HTTP 503\)/],
    ];
    for (const [name, script, logged] of detours) {
      it(name, async () => {
        const session = await connect({ ...script, tools: polled });
        const { result, events } = await follow(session, { maxSteps: 3 });
        assert.deepEqual([result.success, result.taskId, result.taskResult], [true, 'task-9', 'Polled.']);
        assert.deepEqual(events[0], { type: 'started', taskId: 'task-9' });
        assert.deepEqual(service.tools[0]?.args, { task: 'Turn on Wi-Fi', max_steps: 3 });
        assert.equal(service.tools.filter(({ name: tool }) => tool === 'execute_task').length, 1);
        assert.equal(
          log.some((line) => logged?.test(line)),
          logged !== undefined,
        );
      });
    }

    it('when the socket does not open within 15 s', async () => {
      const session = await connect({ refuses: 'silently', tools: polled });
      const following = follow(session);
      await service.until(() => service.upgrades.length === 1);
      clock.leap(15_000);
      assert.ok((await following).result.success);
      assert.ok(log.some((line) => line.includes('did not open a stream within 15 s')));
    });
  });

  it('is left running when the signal aborts the following', async () => {
    const session = await connect({ onFrame: says(piece('Hi')) });
    const stop = new AbortController();
    const stream = session.agent.mobile.streamTask('Turn on Wi-Fi', { signal: stop.signal });
    for await (const event of stream) if (event.type === 'content') stop.abort();
    const result = await stream.result;
    assert.deepEqual([result.success, result.taskStatus, result.error?.kind], [false, 'running', 'aborted']);
    assert.match(result.errorMessage, /left running.*delete the session/);
    await service.until(() => service.closed.length === 1);
    assert.equal(service.frames.length, 1, 'there is no frame for cancelling (5.5)');
  });

  it('was not sent when the signal aborts before the socket is open', async () => {
    const session = await connect({ refuses: 'silently', tools: polled });
    const stop = new AbortController();
    const following = follow(session, { signal: stop.signal });
    await service.until(() => service.upgrades.length === 1);
    stop.abort();
    const { result } = await following;
    assert.deepEqual([result.taskStatus, result.error?.kind, service.tools.length], ['notSent', 'aborted', 0]);
  });

  it('is left running when the time to follow is over', async () => {
    const session = await connect();
    const following = follow(session, { timeoutMs: 5_000 });
    await service.until(() => service.frames.length === 1);
    clock.leap(5_000);
    const { result } = await following;
    assert.deepEqual([result.taskStatus, result.error?.kind], ['running', 'timeout']);
    assert.match(result.errorMessage, /had not ended within 5 s\. The task was left running/);
  });

  it('ends for us, and leaves no socket and no timer, when the client is disposed of', async () => {
    const session = await connect({ onFrame: says(piece('Hi')) });
    const stream = session.agent.mobile.streamTask('Turn on Wi-Fi');
    for await (const event of stream) if (event.type === 'content') bay.dispose();
    const result = await stream.result;
    assert.deepEqual([result.taskStatus, result.error?.kind], ['running', 'aborted']);
    assert.equal(clock.waiting, 0);
    await service.until(() => service.open === 0);
    const later = await session.agent.mobile.streamTask('Turn on Wi-Fi').result;
    assert.deepEqual([later.taskStatus, later.error?.kind], ['notSent', 'aborted']);
  });

  for (const [name, task, options] of [
    ['an empty task', ' ', {}],
    ['no steps at all', 'Turn on Wi-Fi', { maxSteps: 0 }],
    ['no time at all', 'Turn on Wi-Fi', { timeoutMs: 0 }],
  ] as const) {
    it(`is refused here for ${name}`, async () => {
      const session = await connect();
      const { taskStatus, error } = await session.agent.mobile.streamTask(task, options).result;
      assert.deepEqual([taskStatus, error?.kind, service.upgrades.length], ['notSent', 'badInput', 0]);
      assert.equal(error?.detail.action, 'exec_task');
    });
  }

  it('shows no token and no address with one, wherever one looks', async () => {
    const session = await connect({
      onFrame: (_frame, { say, ws }) => {
        say(piece(`Your token is ${TOKEN}`));
        ws.terminate();
      },
    });
    const { events, result } = await follow(session);
    service.script = { refuses: 401, tools: polled };
    const refused = await follow(session);
    const shown = inspect([bay, session, events, result, refused, result.error], { depth: Infinity, showHidden: true });
    for (const text of [shown, JSON.stringify([events, refused.events]), ...log]) {
      assert.doesNotMatch(text, /tok-0123456789-canary|path-canary|akm-test-key-canary/);
    }
  });
});

/** Resolves when the client has read everything that the service said before. */
async function heard(session: Session, service: SocketService): Promise<void> {
  await new Promise<void>((resolve) => {
    const listening = session.onPush((event) => {
      if (event.type !== 'mark') return;
      listening.dispose();
      resolve();
    });
    setImmediate(() => service.tell({ invocationId: 'mark', source: 'a', target: 'SDK', data: { type: 'mark' } }));
  });
}

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { ServiceError } from '../../../../src/core/api';
import { StreamStory } from '../../../../src/core/api/agent/streamStory';
import { readFrame, writeFrame } from '../../../../src/core/api/socket/frames';
import { readPush } from '../../../../src/core/api/socket/push';
import { readStreamFrame, type StreamPart } from '../../../../src/core/api/socket/streamFrames';

const envelope = (data: unknown, more: object = {}): string =>
  JSON.stringify({ invocationId: 'I', source: 'wuying_mobile_agent', target: 'SDK', data, ...more });

function partOf(data: unknown, more: object = {}): StreamPart | undefined {
  const frame = readFrame(envelope(data, more));
  assert.ok(frame);
  return readStreamFrame(frame);
}

const event = (eventType: string, facts: object): object => ({ phase: 'event', seq: 1, round: 1, eventType, ...facts });

describe('a frame', () => {
  it('carries its id, who speaks, and its data (5.2)', () => {
    const frame = readFrame(envelope({ phase: 'end' }));
    assert.deepEqual([frame?.invocationId, frame?.source, frame?.target], ['I', 'wuying_mobile_agent', 'SDK']);
    assert.equal(frame?.data.get('phase'), 'end');
  });

  it('may call its id requestId (5.2)', () => {
    assert.equal(readFrame(JSON.stringify({ requestId: 'I', source: 'a', data: {} }))?.invocationId, 'I');
  });

  it('may carry its data as JSON text (5.2)', () => {
    const part = partOf(JSON.stringify(event('content', { content: 'Hi' })));
    assert.deepEqual(part, { type: 'content', text: 'Hi' });
  });

  it('may spell its names in any case and style', () => {
    const text = JSON.stringify({
      InvocationId: 'I',
      Source: 'a',
      Data: { Phase: 'EVENT', event_type: 'TOOL_CALL', ToolCallId: 'c1', tool_name: 'click', Args: {} },
    });
    const frame = readFrame(text);
    assert.ok(frame);
    assert.equal(frame.invocationId, 'I');
    assert.deepEqual(readStreamFrame(frame), { type: 'toolCall', toolCallId: 'c1', toolName: 'click', args: {} });
  });

  for (const text of ['', 'hello', '{"invocationId":', '[1]', '"text"', '7', 'null', '{}', '{"type":"ping"}']) {
    it(`is not ${text === '' ? 'an empty text' : text}`, () => assert.equal(readFrame(text), undefined));
  }

  it('of ours is what the official SDK sends (5.2)', () => {
    const params = { task: 'Open Settings', max_steps: 50 };
    assert.deepEqual(JSON.parse(writeFrame('I', 'wuying_mobile_agent', { method: 'exec_task', params })), {
      invocationId: 'I',
      source: 'SDK',
      target: 'wuying_mobile_agent',
      data: { method: 'exec_task', params },
    });
  });
});

describe('a frame of a stream (5.3)', () => {
  const png = { mimeType: 'image/png', data: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) };
  const gif = { mimeType: 'image/gif', data: new Uint8Array([0x47, 0x49, 0x46, 0x38, 0x39, 0x61]) };
  const cases: [string, object, StreamPart | undefined][] = [
    ['reasoning', event('reasoning', { content: 'Hm. ' }), { type: 'reasoning', text: 'Hm. ' }],
    ['content, blanks and all', event('content', { content: ' ' }), { type: 'content', text: ' ' }],
    ['a piece without text: nothing', event('content', { content: '' }), undefined],
    [
      'a tool call',
      event('tool_call', { toolCallId: 'c1', toolName: 'click', args: { x: 1 } }),
      { type: 'toolCall', toolCallId: 'c1', toolName: 'click', args: { x: 1 } },
    ],
    [
      'a tool call without arguments',
      event('tool_call', { toolCallId: 'c1', toolName: 'back' }),
      { type: 'toolCall', toolCallId: 'c1', toolName: 'back', args: {} },
    ],
    [
      'the result of a tool, with a screenshot',
      event('tool_result', {
        toolCallId: 'c1',
        toolName: 'click',
        result: { isError: false, output: 'ok', screenshot: 'iVBORw==' },
      }),
      { type: 'toolResult', toolCallId: 'c1', toolName: 'click', isError: false, output: 'ok', screenshot: png },
    ],
    [
      'the result of a tool, with a screenshot that is none',
      event('tool_result', { toolCallId: 'c1', toolName: 'click', result: { output: 'ok', screenshot: 'none' } }),
      { type: 'toolResult', toolCallId: 'c1', toolName: 'click', isError: false, output: 'ok' },
    ],
    [
      'the result of a tool as a mime map',
      event('tool_result', {
        toolCallId: 'c1',
        toolName: 'look',
        result: { mime: { 'image/gif': 'R0lGODlh', 'text/plain': 'ok' } },
      }),
      { type: 'toolResult', toolCallId: 'c1', toolName: 'look', isError: false, output: 'ok', screenshot: gif },
    ],
    [
      'the result of a tool as an object',
      event('tool_result', { toolCallId: 'c1', toolName: 'look', result: { isError: true, output: { a: 1 } } }),
      { type: 'toolResult', toolCallId: 'c1', toolName: 'look', isError: true, output: '{\n  "a": 1\n}' },
    ],
    [
      'the result of a tool as mere text',
      event('tool_result', { toolCallId: 'c1', toolName: 'look', result: 'done' }),
      { type: 'toolResult', toolCallId: 'c1', toolName: 'look', isError: false, output: 'done' },
    ],
    [
      'a question to the person (5.4)',
      event('tool_call', { toolCallId: 'c9', toolName: 'call_for_user', args: { prompt: 'The code?' } }),
      { type: 'callForUser', toolCallId: 'c9', prompt: 'The code?' },
    ],
    [
      'a fault',
      event('error', { error: { code: 'E1', message: 'Tap failed' } }),
      { type: 'fault', code: 'E1', message: 'Tap failed' },
    ],
    ['a fault as text', event('error', { error: 'Tap failed' }), { type: 'fault', code: '', message: 'Tap failed' }],
    ['an unknown event: nothing', event('thought', { content: 'Hm' }), undefined],
    ['an unknown phase: nothing', { phase: 'start', content: 'Hm' }, undefined],
    [
      'the end',
      { phase: 'end', status: 'finished', taskResult: 'Done' },
      { type: 'end', status: 'finished', taskResult: 'Done', reason: '' },
    ],
    [
      'the end with an empty result, as without',
      { phase: 'end', taskResult: '' },
      { type: 'end', status: 'finished', reason: '' },
    ],
    ['the end without a word: finished', { phase: 'end' }, { type: 'end', status: 'finished', reason: '' }],
    [
      'phase error',
      { phase: 'error', error: 'No screen' },
      { type: 'failed', hasPhase: true, code: '', message: 'No screen' },
    ],
    ['an error without a phase', { error: 'Busy' }, { type: 'failed', hasPhase: false, code: '', message: 'Busy' }],
  ];
  for (const [name, data, part] of cases) it(`tells ${name}`, () => assert.deepEqual(partOf(data), part));

  it('tells where a screenshot is to nobody who prints it: the address lets in', () => {
    const screenshot = 'https://oss.example/shot.jpg?Signature=canary';
    const part = partOf(event('tool_result', { toolCallId: 'c1', toolName: 'look', result: { screenshot } }));
    assert.ok(part?.type === 'toolResult');
    assert.equal(part.screenshot?.url?.reveal(), screenshot);
    assert.doesNotMatch(inspect(part, { depth: Infinity, showHidden: true }) + JSON.stringify(part), /canary/);
  });

  const ofSocket = { source: 'WEBSOCKET_SERVER' };
  it("tells a cut by the socket's own server, with the error in data or beside it", () => {
    assert.deepEqual(partOf({ error: 'Agent away' }, ofSocket), { type: 'cut', message: 'Agent away' });
    assert.deepEqual(partOf({}, { ...ofSocket, error: { message: 'Away' } }), { type: 'cut', message: 'Away' });
  });
  it("tells a cut when the socket's own server speaks without an error", () => {
    assert.deepEqual(partOf({ message: 'bye' }, ofSocket), { type: 'cut', message: '' });
  });
});

describe('a push notification (5.7)', () => {
  const read = (text: string) => {
    const frame = readFrame(text);
    assert.ok(frame);
    return readPush(frame);
  };
  const data = {
    type: 'call-for-user',
    id: 1,
    code: 101,
    message: 'captcha',
    action: 'takeover',
    extraParams: { max_wait_time: 180 },
  };

  it('says what is asked for, and how long it is waited for', () => {
    assert.deepEqual(read(envelope(data, { source: 'wuying_cdp_mcp_server' })), {
      channel: 'wuying_cdp_mcp_server',
      type: 'call-for-user',
      id: 1,
      code: 101,
      meaning: 'captcha',
      message: 'captcha',
      action: 'takeover',
      maxWaitTimeSeconds: 180,
    });
  });

  it('is routed by target unless that is the client', () => {
    assert.equal(read(envelope(data, { target: 'wuying_cdp_mcp_server' })).channel, 'wuying_cdp_mcp_server');
  });

  const words = [
    [101, 'captcha'],
    [102, 'login'],
    [103, 'payment'],
    [199, 'userDone'],
    [201, 'captchaSolving'],
    [202, 'captchaSolved'],
    [301, 'loginStarted'],
    [302, 'loginEnded'],
    [999, 'other'],
  ] as const;
  for (const [code, meaning] of words) {
    it(`${code} is ${meaning}`, () => {
      const push = read(envelope({ ...data, code }));
      assert.deepEqual([push.code, push.meaning], [code, meaning]);
    });
  }
});

describe('whatever comes over the socket', () => {
  const names = [
    'phase',
    'eventType',
    'content',
    'toolName',
    'args',
    'result',
    'mime',
    'error',
    'status',
    'taskResult',
  ];
  const words = ['event', 'end', 'error', 'tool_call', 'tool_result', 'content', 'call_for_user', 'finished', ''];
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(...words));
  const data = fc.dictionary(fc.constantFrom(...names), value);
  const frame = fc.record(
    {
      invocationId: fc.oneof(fc.constant('I'), fc.jsonValue()),
      source: fc.oneof(fc.constantFrom('WEBSOCKET_SERVER', 'wuying_mobile_agent'), fc.jsonValue()),
      target: fc.jsonValue(),
      error: value,
      data: fc.oneof(
        data,
        fc.jsonValue(),
        data.map((content) => JSON.stringify(content)),
      ),
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    frame.map((content) => JSON.stringify(content)),
  );

  it('is read without a throw, and leaves no undefined in an event, a result or a push', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), (texts) => {
        const story = new StreamStory();
        for (const one of texts) {
          const read = readFrame(one);
          if (!read) continue;
          noUndefined(readPush(read));
          const part = readStreamFrame(read);
          if (part) for (const told of story.hear(part)) noUndefined(told);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('may be nested deeper than a program likes', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const part = partOf({ phase: 'event', eventType: 'content', content: 'x' });
    assert.ok(part);
    const read = readFrame(
      `{"invocationId":"I","source":"a","data":{"phase":"event","eventType":"content","content":${deep}}}`,
    );
    assert.equal(read && readStreamFrame(read), undefined);
  });
});

function noUndefined(value: unknown, path = 'it'): void {
  assert.notEqual(value, undefined, `${path} of ${inspect(value)}`);
  if (value instanceof ServiceError) assert.ok(value.message !== '' && value.detail.action);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, content] of Object.entries(value)) noUndefined(content, `${path}.${name}`);
  }
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AgentBay, type ApiResult, parseEndpoint, ServiceError, type Session } from '../../../../src/core/api';
import type { TaskAgent } from '../../../../src/core/api/agent/taskAgent';
import { prepareSchema } from '../../../../src/core/api/agent/outputSchema';
import { readFrame } from '../../../../src/core/api/socket/frames';
import { readPush } from '../../../../src/core/api/socket/push';
import { readStreamFrame } from '../../../../src/core/api/socket/streamFrames';
import { openEnvelope } from '../../../../src/core/api/wire/envelope';
import { fieldsOf, flagOf, opened, textOf, valueOf } from '../../../../src/core/api/wire/fields';
import { encoded } from '../../../../src/core/api/wire/request';
import { retryAfterMs } from '../../../../src/core/api/wire/retryAfter';
import { FakeClock } from '../../../support/fakeClock';
import { assertWhole } from '../../../support/whole';
import { reply } from './support/scriptedTransport';

/** The same values each time; a failure prints the seed and the path to its smallest example. */
function fixSeed(): void {
  before(() => fc.configureGlobal({ seed: 20_261_122, numRuns: 300 }));
  after(() => fc.resetConfigureGlobal());
}

/** The names that are read in tool answers and frames. */
const names = [
  ...[
    'task_id',
    'taskId',
    'status',
    'action',
    'product',
    'result',
    'error',
    'message',
    'stream',
    'content',
    'reasoning',
  ],
  ...[
    'timestamp_ms',
    'isError',
    'text',
    'invocationId',
    'source',
    'target',
    'data',
    'phase',
    'eventType',
    'toolCallId',
  ],
  ...[
    'toolName',
    'args',
    'mime',
    'screenshot',
    'code',
    'id',
    'extraParams',
    'max_wait_time',
    'type',
    'Code',
    'RequestId',
  ],
];
const words = [
  '',
  'running',
  'finished',
  'event',
  'end',
  'error',
  'tool_call',
  'call_for_user',
  'WEBSOCKET_SERVER',
  't-1',
];

const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...words),
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 6 }),
    tie('value').map((value) => JSON.stringify(value)),
  ),
})).value;

/** What comes over a wire: JSON, text, or bytes that are neither. */
const bytes = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  fc.string(),
  fc.uint8Array().map((part) => Buffer.from(part).toString()),
);

/** A value, or what a decoder throws for it, which must be a `ServiceError`. */
function orServiceError<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof ServiceError, String(error));
    assert.notEqual(error.message.trim(), '');
    assertWhole(error);
    return undefined;
  }
}

const headersOf = (texts: Record<string, string>) => new Map(Object.entries(texts));

describe('whatever comes over the wire', () => {
  fixSeed();

  it('an envelope is opened or refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), bytes, (status, text) => {
        const envelope = orServiceError(() => openEnvelope({ status, headers: new Map(), text }, 0));
        if (envelope) assert.equal(typeof envelope.requestId, 'string');
      }),
    );
  });

  it('a hint to wait is a time in ms or none', () => {
    const header = fc.oneof(
      fc.string(),
      fc.nat().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(header, header, fc.nat(), (own, standard, now) => {
        const ms = retryAfterMs(headersOf({ 'x-acs-retry-after': own, 'retry-after': standard }), now);
        assert.ok(ms === undefined || (Number.isFinite(ms) && ms >= 0), String(ms));
      }),
    );
  });

  it('a frame, what it says of a stream, and a push are read or passed over', () => {
    fc.assert(
      fc.property(bytes, (text) => {
        const frame = readFrame(text);
        if (!frame) return;
        const part = readStreamFrame(frame);
        if (part) assertWhole(part);
        assertWhole(readPush(frame));
      }),
    );
  });

  it('an endpoint is an address for keys, or bad input', () => {
    const host = fc.oneof(fc.string(), fc.webUrl(), fc.domain(), fc.ipV4(), fc.ipV6(), fc.webAuthority());
    fc.assert(
      fc.property(host, (text) => {
        const url = orServiceError(() => parseEndpoint(text));
        if (!url) return;
        const isLocal = /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
        assert.ok(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal), url.href);
        assert.equal(parseEndpoint(url.origin).href, url.href);
      }),
    );
  });

  it('an output schema is bad input, or checks any product', async () => {
    const schema = fc.oneof(
      json,
      fc.dictionary(
        fc.constantFrom('type', 'properties', 'required', 'items', 'enum', '$ref', '$schema', 'pattern'),
        json,
      ),
    );
    await fc.assert(
      fc.asyncProperty(schema, bytes, async (given, product) => {
        try {
          const violation = (await prepareSchema(given))?.check(product);
          if (violation) assertWhole(violation);
        } catch (error) {
          assert.ok(error instanceof ServiceError && error.kind === 'badInput', String(error));
        }
      }),
      { numRuns: 100 },
    );
  });

  const calls: Record<string, (session: Session) => Promise<ApiResult>> = {};
  for (const name of ['computer', 'browser', 'mobile'] as const) {
    const agentOf = (session: Session): TaskAgent => session.agent[name];
    calls[`${name}.executeTask`] = (session) => agentOf(session).executeTask('Do it');
    calls[`${name}.getTaskStatus`] = (session) => agentOf(session).getTaskStatus('t-1', { attempts: 1 });
    calls[`${name}.terminateTask`] = (session) => agentOf(session).terminateTask('t-1', { attempts: 1 });
    calls[`${name}.executeTaskAndWait`] = (session) => agentOf(session).executeTaskAndWait('Do it', { timeoutMs: 500 });
  }
  const toolAnswer = fc.oneof(
    json,
    fc.array(fc.record({ type: fc.constant('text'), text: bytes }), { maxLength: 2 }).map((content) => ({ content })),
  );
  for (const [name, call] of Object.entries(calls)) {
    it(`${name} gives a whole result`, async () => {
      await fc.assert(
        fc.asyncProperty(toolAnswer, async (Data) => {
          const send = () => Promise.resolve(reply(200, { Code: 'ok', RequestId: 'R', Data }));
          const transport = { send, dispose: () => undefined };
          const bay = new AgentBay({ apiKey: 'akm-test-key', transport, clock: new FakeClock(60_000) });
          const result = await call(bay.session('s-1'));
          bay.dispose();
          assertWhole(result);
          if (!result.error) return;
          const { action, attempts } = result.error.detail;
          assert.ok(!result.success && action !== undefined && attempts !== undefined, result.errorMessage);
        }),
        { numRuns: 150 },
      );
    });
  }
});

describe('what is written is read again', () => {
  fixSeed();

  it('any text, by the decoding of forms', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sent = encoded(text);
        // What has no UTF-8 form, half a surrogate pair, is replaced.
        const wellFormed = Buffer.from(text).toString();
        assert.match(sent, /^[\w.~%-]*$/);
        assert.equal(decodeURIComponent(sent), wellFormed);
        assert.equal(new URLSearchParams(`a=${sent}`).get('a'), wellFormed);
      }),
    );
  });

  it('JSON of objects and lists, from its text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (value) => {
        assert.deepEqual(opened(JSON.stringify(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('a field, however its name is spelt', () => {
    const spelling = fc.constantFrom<(name: string) => string>(
      (name) => name,
      (name) => name.toUpperCase(),
      (name) => name.toLowerCase(),
      (name) => name.charAt(0).toUpperCase() + name.slice(1),
      (name) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...names), spelling, json, (name, spelt, value) => {
        const [plain, other] = [fieldsOf({ [name]: value }), fieldsOf({ [spelt(name)]: value })];
        assert.deepEqual(valueOf(other, name), valueOf(plain, name));
        assert.equal(textOf(other, name), textOf(plain, name));
        assert.equal(flagOf(other, name), flagOf(plain, name));
      }),
    );
  });
});

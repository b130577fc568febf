import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AgentBay, type ApiResult, type HttpReply, Secret, type Session, ServiceError } from '../../../../src/core/api';
import { readAccess } from '../../../../src/core/api/session/access';
import { fieldsOf } from '../../../../src/core/api/wire/fields';
import { FakeClock } from '../../../support/fakeClock';
import { reply } from './support/scriptedTransport';

const TIME = { timeoutMs: 5_000, attempts: 1 };

/** Every call about sessions. */
const calls: Record<string, (bay: AgentBay, session: Session) => Promise<ApiResult>> = {
  create: (bay) => bay.create({}, TIME),
  'create with contexts': (bay) => bay.create({ contexts: [{ contextId: 'SdkCtx-1', path: '/' }] }, TIME),
  get: (bay) => bay.get('s-1', TIME),
  listPage: (bay) => bay.listPage({}, TIME),
  getDetails: (_bay, session) => session.getDetails(TIME),
  delete: (_bay, session) => session.delete(TIME),
  pause: (_bay, session) => session.pause(TIME),
  resume: (_bay, session) => session.resume(TIME),
  keepAlive: (_bay, session) => session.keepAlive(TIME),
  getLabels: (_bay, session) => session.getLabels(TIME),
  setLabels: (_bay, session) => session.setLabels({}, TIME),
  getLiveView: (_bay, session) => session.getLiveView(TIME),
  getMetrics: (_bay, session) => session.getMetrics(TIME),
  takeScreenshot: (_bay, session) => session.takeScreenshot({}, TIME),
  listTools: (_bay, session) => session.listTools(TIME),
  getLink: (_bay, session) => session.getLink({ protocol: 'https', port: 30100 }, TIME),
  getCdpLink: (_bay, session) => session.getCdpLink(TIME),
  getAdbLink: (_bay, session) => session.getAdbLink('key', TIME),
};

/** The names the service uses, so that arbitrary values land where they are looked for. */
const names = [
  ...['SessionId', 'Success', 'Status', 'ImageId', 'Labels', 'ResourceUrl', 'Url', 'ContextStatus', 'contexts'],
  ...['ToolList', 'LinkUrl', 'WsUrl', 'Token', 'content', 'isError', 'text', 'data', 'name', 'server', 'cpu_count'],
  ...['contextId', 'status', 'taskType', 'result', 'inputSchema', 'IsDeleted', 'url', 'mime_type', 'blob'],
];
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      '',
      'RUNNING',
      'PAUSED',
      'FINISH',
      's-1',
      'https://x.example/a',
      '[{"data":"[{}]"}]',
      '{"cpu_count":1}',
    ),
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }),
    tie('value').map((value) => JSON.stringify(value)),
  ),
})).value;

const replies: fc.Arbitrary<HttpReply> = fc.oneof(
  json.map((Data) => reply(200, { Code: 'ok', RequestId: 'R', Data })),
  fc
    .record({ Data: json, NextToken: json, TotalCount: json, RequestId: json, Code: json })
    .map((body) => reply(200, body)),
  fc.tuple(fc.constantFrom(200, 302, 400, 403, 404, 429, 500, 503), fc.string()).map(([status, text]) => ({
    status,
    headers: new Map<string, string>(),
    text,
  })),
);

function assertWhole(value: unknown, path = 'result'): void {
  assert.notEqual(value, undefined, `${path} is undefined`);
  if (typeof value !== 'object' || value === null || value instanceof Secret || value instanceof Uint8Array) return;
  if (value instanceof ServiceError) return;
  for (const [name, part] of Object.entries(value)) assertWhole(part, `${path}.${name}`);
}

describe('whatever the service answers', () => {
  for (const [name, call] of Object.entries(calls)) {
    it(`${name} gives a whole result`, async () => {
      await fc.assert(
        fc.asyncProperty(replies, async (answer) => {
          const transport = { send: () => Promise.resolve(answer), dispose: () => undefined };
          const bay = new AgentBay({ apiKey: 'akm-test-key', transport, clock: new FakeClock(30_000) });
          const { session: _handle, ...result } = (await call(bay, bay.session('s-1'))) as ApiResult & {
            readonly session?: Session;
          };
          assertWhole(result);
          assert.equal(result.success, result.error === undefined);
          if (!result.error) return;
          assert.ok(result.error instanceof ServiceError && result.errorMessage.trim() !== '');
          assert.ok(result.error.detail.action && result.error.detail.attempts === 1, result.errorMessage);
        }),
        { numRuns: 150 },
      );
    });
  }

  it('the ways into a session are read without a fault', () => {
    fc.assert(fc.property(json, (data) => assertWhole([...readAccess(fieldsOf(data)).servers])));
  });
});

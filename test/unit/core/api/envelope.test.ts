import assert from 'node:assert/strict';
import { type FailureDetail, type FailureKind, type HttpReply, ServiceError } from '../../../../src/core/api';
import { firstWords, openEnvelope } from '../../../../src/core/api/wire/envelope';
import { reply } from './support/scriptedTransport';

const NOW = Date.UTC(2026, 10, 22, 8, 38, 59);

const text = (status: number, words: string, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  status,
  headers: new Map(Object.entries(headers)),
  text: words,
});

function refusalOf(answer: HttpReply): ServiceError {
  try {
    openEnvelope(answer, NOW);
  } catch (error) {
    assert.ok(error instanceof ServiceError);
    return error;
  }
  return assert.fail('The answer was taken for a good one.');
}

describe('the envelope of an answer', () => {
  const good: Record<string, object> = {
    'with everything': { RequestId: 'R', HttpStatusCode: 200, Code: 'ok', Message: '', Success: true, Data: 1 },
    'without Success': { Code: 'OK', Data: 1 },
    'with Code Success': { Code: 'Success', HttpStatusCode: '200', Data: 1 },
    'with an empty Code': { Code: '', Data: 1 },
    'with data alone': { Data: 1 },
    'with a Code of its own, and Success': { Code: 'Accepted', Success: true, Data: 1 },
    'with Success as text': { Code: 'Accepted', Success: 'true', Data: 1 },
    'in lower case': { success: true, code: 'ok', data: 1 },
    'in snake case': { request_id: 'R', http_status_code: 200, code: 'ok', data: 1 },
  };
  for (const [how, body] of Object.entries(good)) {
    it(`is good ${how}`, () => assert.equal(openEnvelope(reply(200, body), NOW).data, 1));
  }

  it('is good without data', () => {
    assert.equal(openEnvelope(reply(200, { RequestId: 'R', Code: 'ok' }), NOW).data, undefined);
  });

  const shapes: Record<string, [data: unknown, expected: unknown]> = {
    'an object': [{ a: [1] }, { a: [1] }],
    'a list': [[1], [1]],
    'JSON text of an object': ['{"a":[1]}', { a: [1] }],
    'JSON text of a list': [' [1]', [1]],
    prose: ['started', 'started'],
    'prose in brackets': ['[sic] a text', '[sic] a text'],
  };
  for (const [what, [data, expected]] of Object.entries(shapes)) {
    it(`takes data that is ${what}`, () =>
      assert.deepEqual(openEnvelope(reply(200, { Data: data }), NOW).data, expected));
  }

  it('gives what lies beside the data, whatever its case', () => {
    const { fields, requestId } = openEnvelope(reply(200, { requestId: 'R', NextToken: 'T', Data: [] }), NOW);
    assert.deepEqual([requestId, fields.get('nexttoken')], ['R', 'T']);
  });

  it('may begin with a byte order mark', () => {
    assert.equal(openEnvelope(text(200, '\uFEFF{"Data":1}'), NOW).data, 1);
  });
});

describe('an answer that is a refusal', () => {
  const cases: Record<string, [HttpReply, FailureKind, FailureDetail, RegExp]> = {
    'Success false': [reply(200, { Code: 'ok', Success: false }), 'service', { httpStatus: 200 }, /\(ok\)\.$/],
    'Success false as text': [reply(200, { Success: 'false' }), 'service', { httpStatus: 200 }, /HTTP 200\.$/],
    'a Code of its own': [reply(200, { Code: 'X.Y' }), 'service', { code: 'X.Y' }, /\(X\.Y\)\.$/],
    'HTTP 500, whatever it says': [
      reply(500, { Code: 'ok', Success: true }),
      'service',
      { httpStatus: 500 },
      /The fault is on its side: try again later\.$/,
    ],
    'HTTP 404': [reply(404, {}), 'service', { httpStatus: 404 }, /HTTP 404\.$/],
    'a gateway error': [
      reply(400, { RequestId: 'R', HostId: 'gateway.example', Code: 'Invalid.Param', Message: 'Param is missing.' }),
      'service',
      { httpStatus: 400, code: 'Invalid.Param', requestId: 'R' },
      /^AgentBay refused the request: Param is missing \(Invalid\.Param\)\.$/,
    ],
    'a business error inside HTTP 200': [
      reply(200, { RequestId: 'R', HttpStatusCode: 400, Success: false, Code: 'X.Y', Message: 'why' }),
      'service',
      { httpStatus: 400, code: 'X.Y', requestId: 'R' },
      /why \(X\.Y\)/,
    ],
    'a business error without Code, its status as text': [
      reply(200, { HttpStatusCode: '503', Success: false, Message: 'busy' }),
      'service',
      { httpStatus: 503 },
      /busy\. The fault is on its side/,
    ],
    'a business error told by its status alone': [
      reply(200, { RequestId: 'R', HttpStatusCode: '403' }),
      'service',
      { httpStatus: 403 },
      /HTTP 403/,
    ],
    'words with an address in them': [
      reply(400, { Code: 'X.Y', Message: 'see https://me:pw@gw.example/link/canary?token=canary for more' }),
      'service',
      {},
      /^AgentBay refused the request: see https:\/\/gw\.example\/… for more \(X\.Y\)\.$/,
    ],
    'more words than anybody reads': [
      reply(400, { Code: 'X.Y', Message: 'why '.repeat(1_000_000) }),
      'service',
      {},
      /^.{1000,1100}… \(X\.Y\)\.$/,
    ],
    'a Code of throttling, whatever the status': [
      reply(200, { Code: 'Throttling.Api', Success: false }),
      'throttled',
      { code: 'Throttling.Api' },
      /Wait a little and try again\.$/,
    ],
    'a Code of throttling in another case': [reply(503, { Code: 'REQUEST.THROTTLING' }), 'throttled', {}, /too many/],
    'HTTP 429 with nothing else': [text(429, ''), 'throttled', { httpStatus: 429 }, /too many/],
    'HTTP 429 with a page': [text(429, '<html>slow down</html>'), 'throttled', { httpStatus: 429 }, /too many/],
    NOT_LOGIN: [reply(400, { Code: 'NOT_LOGIN' }), 'unauthorised', { code: 'NOT_LOGIN' }, /Set a key/],
    'NOT_LOGIN in another case': [reply(400, { code: 'not_login' }), 'unauthorised', {}, /Set a key/],
    'HTTP 401': [reply(401, {}), 'unauthorised', { httpStatus: 401 }, /Set a key/],
    'a session that is not there': [
      reply(400, { Code: 'InvalidMcpSession.NotFound' }),
      'notFound',
      { subject: 'session' },
      /Start a new session\.$/,
    ],
    'HTTP 503 with a hint': [
      reply(503, { Code: 'ServiceUnavailable' }, { 'retry-after': '7' }),
      'service',
      { httpStatus: 503, retryAfterMs: 7_000 },
      /The fault is on its side: wait 7 s and try again\.$/,
    ],
    'throttling with a hint': [
      reply(429, {}, { 'x-acs-retry-after': '2500', 'retry-after': '60' }),
      'throttled',
      { retryAfterMs: 2_500 },
      /Wait 3 s and try again\.$/,
    ],
  };
  for (const [how, [answer, kind, facts, words]] of Object.entries(cases)) {
    it(`is ${kind} for ${how}`, () => {
      const { kind: actual, detail, message } = refusalOf(answer);
      assert.equal(actual, kind);
      assert.match(message, words);
      assert.deepEqual({ ...detail, ...facts }, detail, 'the facts are in the detail');
      assert.equal(detail.requestSent, true);
    });
  }
});

describe('an answer that is not of AgentBay', () => {
  const cases: Record<string, [answer: HttpReply, damaged: boolean, words: RegExp]> = {
    nothing: [text(200, ''), true, /\(HTTP 200, empty\)/],
    'blanks alone': [text(502, ' \n'), true, /\(HTTP 502, empty\)/],
    'half of some JSON': [text(200, '{"RequestId":"R","Da'), true, /\(HTTP 200, damaged JSON\)/],
    'a list': [text(200, '[1]'), false, /damaged JSON/],
    'a word': [text(200, '"ok"'), false, /not JSON, it begins: "ok"/],
    'a page of a proxy': [
      text(502, '<!DOCTYPE html><html><style>p{}</style><h1>502 Bad Gateway</h1></html>'),
      false,
      /\(HTTP 502, not JSON, it begins: 502 Bad Gateway\)/,
    ],
    'XML, without what is in it': [
      text(200, '<?xml version="1.0"?><R><RequestId>R</RequestId><Token>secret</Token></R>'),
      false,
      /it begins: <R><RequestId><\/RequestId><Token><\/Token><\/R>\)/,
    ],
  };
  for (const [what, [answer, damaged, words]] of Object.entries(cases)) {
    it(`is reported as such: ${what}`, () => {
      const { kind, detail, message } = refusalOf(answer);
      assert.equal(kind, 'badReply');
      assert.match(message, words);
      assert.match(message, /Check the endpoint, and whether a proxy answers in its place\.$/);
      assert.deepEqual([detail.httpStatus, detail.damaged === true], [answer.status, damaged]);
    });
  }

  it('may still say how long to wait', () => {
    assert.equal(refusalOf(text(503, '<html>busy</html>', { 'retry-after': '4' })).detail.retryAfterMs, 4_000);
  });

  it('is a redirect that is not followed, and of its address only the host is told', () => {
    const { kind, message } = refusalOf(text(302, '', { location: 'https://login.example/?token=secret' }));
    assert.equal(kind, 'badReply');
    assert.match(message, /redirects to login\.example \(HTTP 302\)/);
    assert.ok(!message.includes('secret'));
  });
});

describe('the first words of a text', () => {
  it('are short, and hold no address beyond its host', () => {
    assert.equal(
      firstWords('see https://user:pw@a.example:8443/x?token=secret and wss://b.example#t now'),
      'see https://a.example:8443/… and wss://b.example/… now',
    );
    assert.equal(firstWords('x'.repeat(5_000)).length, 121);
  });
});

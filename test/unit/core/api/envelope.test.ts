import assert from 'node:assert/strict';
import { ServiceError } from '../../../../src/core/api';
import { openEnvelope } from '../../../../src/core/api/wire/envelope';
import { reply } from './support/scriptedTransport';

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
  };
  for (const [how, body] of Object.entries(good)) {
    it(`is good ${how}`, () => assert.equal(openEnvelope(reply(200, body)).data, 1));
  }

  const bad: Record<string, [status: number, body: object]> = {
    'with Success false': [200, { Code: 'ok', Success: false }],
    'with Success false as text': [200, { Success: 'false' }],
    'with a Code of its own': [200, { Code: 'X.Y' }],
    'with HTTP 500, whatever it says': [500, { Code: 'ok', Success: true }],
    'with HTTP 404': [404, {}],
  };
  for (const [how, [status, body]] of Object.entries(bad)) {
    it(`is a refusal ${how}`, () => {
      assert.throws(
        () => openEnvelope(reply(status, body)),
        (error) => error instanceof ServiceError && error.kind === 'service',
      );
    });
  }

  it('gives data that came as text opened, and prose as it is', () => {
    assert.deepEqual(openEnvelope(reply(200, { Data: '{"a":[1]}' })).data, { a: [1] });
    assert.equal(openEnvelope(reply(200, { Data: '[sic] a text' })).data, '[sic] a text');
  });

  it('takes any code of throttling for it, whatever the status', () => {
    assert.throws(
      () => openEnvelope(reply(200, { Code: 'Throttling.Api', Success: false })),
      (error) => error instanceof ServiceError && error.kind === 'throttled',
    );
  });

  it('may begin with a byte order mark', () => {
    assert.equal(openEnvelope({ status: 200, headers: new Map(), text: '\uFEFF{"Data":1}' }).data, 1);
  });
});

import assert from 'node:assert/strict';
import { buildRequest, type Call } from '../../../../src/core/api/wire/request';

const build = (call: Partial<Call> = {}, key = 'akm-1') =>
  buildRequest({ action: 'GetSession', repeat: 'safe', params: {}, ...call }, new URL('https://gw.test'), key, 0);

describe('a request', () => {
  it('holds the key alone when the action has no fields in the body', () => {
    assert.equal(build().body, 'Authorization=Bearer%20akm-1');
  });

  it('puts into the query what belongs there, encoded', () => {
    assert.match(build({ query: { SessionId: 's 1&2' } }).url, /SignatureNonce=[0-9a-f]{64}&SessionId=s%201%262$/);
  });

  it('encodes whatever the key holds', () => {
    assert.equal(build({}, "a+b c'é").body, 'Authorization=Bearer%20a%2Bb%20c%27%C3%A9');
  });

  it('never has the nonce of another one', () => {
    const nonces = Array.from({ length: 1_000 }, () => new URL(build().url).searchParams.get('SignatureNonce'));
    assert.equal(new Set(nonces).size, nonces.length);
  });
});

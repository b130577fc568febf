import assert from 'node:assert/strict';
import { connectionFailure } from '../../../../src/core/api/wire/failures';

describe('a failed connection', () => {
  const cases: [code: string, step: string | undefined, requestSent: boolean, words: RegExp][] = [
    ['ECONNREFUSED', 'connect', false, /connection refused/],
    ['ECONNREFUSED', undefined, false, /connection refused/],
    ['ENOTFOUND', 'getaddrinfo', false, /its name is not known/],
    ['ETIMEDOUT', 'connect', false, /it cannot be reached/],
    ['ETIMEDOUT', 'read', true, /it cannot be reached/],
    ['EHOSTUNREACH', 'read', true, /it cannot be reached/],
    ['ECONNRESET', 'read', true, /the connection was cut/],
    ['ECONNRESET', undefined, true, /the connection was cut/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined, false, /certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, false, /certificate is not trusted/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, false, /certificate is not trusted/],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', undefined, true, /the connection failed \(ERR_SSL/],
    ['', undefined, true, /the connection failed\./],
  ];
  for (const [code, step, requestSent, words] of cases) {
    it(`${code || 'without a code'}, ${step ?? 'step unknown'}: ${requestSent ? 'may have been sent' : 'was not sent'}`, () => {
      const { kind, detail, message } = connectionFailure('gateway.example', code, step, undefined);
      assert.deepEqual([kind, detail.requestSent], ['network', requestSent]);
      assert.match(message, words);
      assert.match(message, /^AgentBay could not be reached at gateway\.example: .* then try again\.$/);
    });
  }
});

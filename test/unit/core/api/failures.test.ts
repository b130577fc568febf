import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { connectionFailure, spoken, timedOut, withoutAddresses } from '../../../../src/core/api/wire/failures';

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
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      undefined,
      false,
      /certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Check the endpoint; .*NODE_EXTRA_CA_CERTS,/,
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, false, /certificate is not trusted/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, false, /certificate is not trusted/],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', undefined, true, /the connection failed \(ERR_SSL/],
    ['HPE_INVALID_CONSTANT', undefined, true, /does not speak HTTP \(HPE_INVALID_CONSTANT\)/],
    ['Z_DATA_ERROR', undefined, true, /damaged on the way \(Z_DATA_ERROR\)/],
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

  it('keeps of its cause what helps, and neither address nor key', () => {
    const behind = Object.assign(new Error('request to https://a.example/?token=canary failed, reason: connect'), {
      config: { key: 'canary' },
    });
    const known = connectionFailure('a.example', 'ECONNREFUSED', 'connect', behind);
    assert.match(inspect(known.cause), /^Error: connect ECONNREFUSED[\s\S]*code: 'ECONNREFUSED'/);
    const unknown = connectionFailure('a.example', '', undefined, behind);
    assert.match(inspect(unknown.cause), /^Error: Error: request to https:\/\/a\.example\/… failed, reason: connect/);
    for (const error of [known, unknown]) {
      assert.ok(!inspect(error, { depth: Infinity, showHidden: true }).includes('canary'));
    }
    assert.ok(!('cause' in connectionFailure('a.example', '', undefined, undefined)));
  });
});

describe('the words for a failure', () => {
  it('say how long was waited, and how often it was tried', () => {
    assert.match(timedOut('a.example', 20_000).message, /did not answer within 20 s\. Check/);
    assert.match(timedOut('a.example', 60_000, 3).message, /did not answer within 60 s, asked 3 times\. Check/);
  });

  for (const [ms, words] of [
    [0.5, '1 ms'],
    [450, '450 ms'],
    [1_000, '1 s'],
    [2_549, '2.5 s'],
    [59_999, '60 s'],
    [120_000, '120 s'],
    [180_000, '3 min'],
    [3_601_000, '61 min'],
  ] as const) {
    it(`call ${ms} ms ${words}`, () => assert.equal(spoken(ms), words));
  }

  it('hold no more of an address than its host', () => {
    assert.equal(
      withoutAddresses('at https://me:pw@a.example:1/x?token=t#f, then wss://b.example, then C://'),
      'at https://a.example:1/… then wss://b.example,/… then C://',
    );
  });
});

import assert from 'node:assert/strict';
import { AgentBay, DEFAULT_ENDPOINT, parseEndpoint, ServiceError } from '../../../../src/core/api';

describe('parseEndpoint', () => {
  const good: Record<string, string> = {
    [DEFAULT_ENDPOINT]: 'https://wuyingai.cn-shanghai.aliyuncs.com',
    ' wuyingai.ap-southeast-1.aliyuncs.com ': 'https://wuyingai.ap-southeast-1.aliyuncs.com',
    'gateway.example:8443': 'https://gateway.example:8443',
    'localhost:8080': 'https://localhost:8080',
    'https://gateway.example': 'https://gateway.example',
    'HTTPS://Gateway.Example/': 'https://gateway.example',
    'https://gateway.example:443': 'https://gateway.example',
    'https://192.168.1.20:18443': 'https://192.168.1.20:18443',
    'https://[2001:db8::1]:8443': 'https://[2001:db8::1]:8443',
    'http://127.0.0.1:4711': 'http://127.0.0.1:4711',
    'http://127.1:4711': 'http://127.0.0.1:4711',
    'http://localhost:4711': 'http://localhost:4711',
    'http://[::1]:4711': 'http://[::1]:4711',
  };
  for (const [text, origin] of Object.entries(good)) {
    it(`takes ${JSON.stringify(text)}`, () => assert.equal(parseEndpoint(text).origin, origin));
  }

  const bad: Record<string, RegExp> = {
    '': /is empty/,
    '   ': /is empty/,
    'http://gateway.example': /unencrypted/,
    'http://192.168.1.20:4711': /unencrypted/,
    'http://0.0.0.0:4711': /unencrypted/,
    'http://localhost.evil.example': /unencrypted/,
    'http://127.0.0.1.evil.example': /unencrypted/,
    'ftp://gateway.example': /cannot use ftp:/,
    'javascript://gateway.example': /cannot use javascript:/,
    'https://user:secret@gateway.example': /user name or password/,
    'https://127.0.0.1@evil.example': /user name or password/,
    '@gateway.example': /user name or password/,
    'https://gateway.example/path': /after the host/,
    'gateway.example/?a=1': /after the host/,
    'gateway.example?': /after the host/,
    'gateway.example#': /after the host/,
    'https://gateway.example\\@evil.example': /backslash/,
    'gateway example': /space/,
    'https://': /not an address/,
    'gateway.example:port': /not an address/,
    'gateway.example:99999': /not an address/,
    'gateway.example:0': /port 0/,
    'gateway..example': /host name/,
    '-gateway.example': /host name/,
    'https://gate*way.example': /host name/,
  };
  for (const [text, words] of Object.entries(bad)) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseEndpoint(text),
        (error) => {
          assert.ok(error instanceof ServiceError);
          assert.equal(error.kind, 'badInput');
          assert.match(error.message, words);
          assert.match(error.message, /Give a host such as/);
          assert.ok(!error.message.includes('secret'));
          return true;
        },
      );
    });
  }

  it('is asked when a client is made', () => {
    assert.throws(() => new AgentBay({ apiKey: 'akm-test-key', endpoint: 'http://gateway.example' }), ServiceError);
  });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { readTlsPair } from '../../src/local/tls';
import { type LocalService, startLocalService } from './support/localService';

const cert = path.join(__dirname, '../fixtures/tls/cert.pem');
const key = path.join(__dirname, '../fixtures/tls/key.pem');

describe('the client over TLS', function () {
  this.timeout(30_000);
  let service: LocalService;
  before(async () => {
    const tls = readTlsPair({ cert, key });
    service = await startLocalService({ tls, script: [{ end: 'never' }] });
  });
  after(() => service.close());

  /** What a client in a process of its own sees, whose Node trusts these certificates besides the usual ones. */
  async function seen(trusted?: string): Promise<Record<string, unknown>> {
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
    const client = path.join(__dirname, 'support/tlsClient.ts');
    const args = ['--import', 'tsx', client, service.endpoint, service.apiKey];
    const trusting = { ...env, ...(trusted !== undefined && { NODE_EXTRA_CA_CERTS: trusted }) };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: trusting });
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  it('talks to a service whose certificate is trusted', async () => {
    assert.deepEqual(await seen(cert), { success: true, errorMessage: '', kind: '', taskStatus: 'running' });
    assert.ok(service.seen.length > 2);
  });

  it('says so when the certificate is not, and sends nothing', async () => {
    service.forget();
    const { success, kind, errorMessage } = await seen();
    assert.deepEqual([success, kind], [false, 'network']);
    assert.match(String(errorMessage), /its certificate is not trusted/u);
    assert.equal(service.seen.length, 0);
  });
});

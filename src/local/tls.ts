import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LocalError, messageOf } from './failure';

/** A certificate, or a chain with its own first, and its private key; both in PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * Reads what https needs.
 * @param paths Of two PEM files: `--tls-cert` and `--tls-key`.
 * @throws {LocalError} one line, when a file is missing, cannot be read or does not hold what it should, or the two do not belong
 * together.
 */
export function readTlsPair(paths: { readonly cert: string | undefined; readonly key: string | undefined }): TlsPair {
  if (paths.cert === undefined || paths.key === undefined) {
    throw new LocalError('--tls-cert and --tls-key go together: https needs a certificate and its key.');
  }
  const pair = { cert: contents(paths.cert, 'certificate'), key: contents(paths.key, 'key') };
  const certificate = understood(() => new X509Certificate(pair.cert), 'certificate', paths.cert);
  const key = understood(() => createPrivateKey(pair.key), 'key', paths.key);
  if (!certificate.checkPrivateKey(key)) {
    throw new LocalError(`The key "${paths.key}" does not belong to the certificate "${paths.cert}".`);
  }
  return pair;
}

function contents(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new LocalError(`The ${what} "${path}" cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function understood<T>(read: () => T, what: string, path: string): T {
  try {
    return read();
  } catch (error) {
    throw new LocalError(`"${path}" holds no ${what} in PEM that can be used: ${messageOf(error)}`, { cause: error });
  }
}

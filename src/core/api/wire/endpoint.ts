import { ServiceError } from '../errors';

/** The gateway the official SDK uses by default, 0.13 to 0.19. */
export const DEFAULT_ENDPOINT = 'wuyingai.cn-shanghai.aliyuncs.com';

const HOST_NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/;
const IPV6 = /^\[[0-9a-f:.]+\]$/;
const IPV4_LOOPBACK = /^127\.\d+\.\d+\.\d+$/;

/**
 * Reads where the service is: a bare `host` or `host:port` (then https), `https://...`, or `http://...` on this machine only,
 * because the API key travels in every request.
 * @returns The address with its host in the form a browser would use; its path is `/`.
 * @throws {ServiceError} `badInput`, saying what is wrong.
 */
export function parseEndpoint(text: string): URL {
  const trimmed = text.trim();
  if (trimmed === '') throw bad('The endpoint is empty.');
  if (/[\s\\]/.test(trimmed)) throw bad('The endpoint contains a space or a backslash.');
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const address = hasScheme ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(address)) throw bad('The endpoint is not an address.');
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad(`The endpoint cannot use ${url.protocol}//.`);
  if (url.username !== '' || url.password !== '' || trimmed.includes('@')) {
    throw bad('The endpoint must not contain a user name or password.');
  }
  if (url.pathname !== '/' || /[?#]/.test(trimmed)) throw bad('The endpoint must end after the host and port.');
  if (!HOST_NAME.test(url.hostname) && !IPV6.test(url.hostname)) throw bad('The endpoint has no valid host name.');
  if (url.port === '0') throw bad('The endpoint names port 0.');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw bad(
      'The endpoint would send your API key unencrypted: http:// is accepted for this machine (127.0.0.1) only.',
    );
  }
  return url;
}

/** Whether a host (as `URL.hostname` spells it) is this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || IPV4_LOOPBACK.test(host);

const bad = (what: string): ServiceError =>
  new ServiceError('badInput', `${what} Give a host such as ${DEFAULT_ENDPOINT}, or https:// and a host.`, {
    requestSent: false,
  });

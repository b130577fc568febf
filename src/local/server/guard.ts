import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Why a request is refused before it is read; `undefined` when it may pass. Web pages reach loopback too: a foreign `Host`
 * is one that was rebound to us, an `Origin` is sent by pages and never by our clients.
 */
export function refusal(request: IncomingMessage, port: number): string | undefined {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  if (!own.includes(request.headers.host?.toLowerCase() ?? '')) return 'This host name is not served here.';
  if (request.headers.origin !== undefined) return 'Web pages may not call AgentBay Local.';
  return undefined;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares the `Authorization` parameter, `Bearer <key>`, in a time that tells nothing about the key. */
export function isAuthorized(authorization: string | undefined, apiKey: string): boolean {
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${apiKey}`));
}

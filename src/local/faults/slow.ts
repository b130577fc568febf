import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../server/reply';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' } as const;

/** Waits, but not for a client that has gone. @returns whether it is still there. */
export async function wait(client: ServerResponse | Socket, ms: number): Promise<boolean> {
  // It may have gone while the request was carried out; then no close will follow.
  if (client.destroyed) return false;
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  client.once('close', onClose);
  // Rejects only when the client has gone, which is what the result says.
  await sleep(ms, undefined, { signal: gone.signal }).catch(() => undefined);
  client.off('close', onClose);
  return !client.destroyed;
}

/** Sends the head line by line with pauses of `ms`, then the body. */
export async function slowHeaders(
  response: ServerResponse,
  { status, headers, body }: Answer,
  { ms }: { readonly ms: number },
): Promise<void> {
  const { socket } = response;
  const fields = { ...JSON_TYPE, connection: 'close', ...headers, 'content-length': Buffer.byteLength(body) };
  socket?.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`);
  for (const [name, value] of Object.entries(fields)) {
    if (!(await wait(response, ms))) return;
    socket?.write(`${name}: ${value}\r\n`);
  }
  socket?.write('\r\n');
  socket?.end(body);
}

/** Sends the head at once, then the body in pieces with pauses of `ms`. */
export async function slowBody(
  response: ServerResponse,
  { status, headers, body }: Answer,
  { ms, bytes = 64 }: { readonly ms: number; readonly bytes?: number },
): Promise<void> {
  const whole = Buffer.from(body);
  response.writeHead(status, { ...JSON_TYPE, ...headers, 'content-length': whole.length });
  response.flushHeaders();
  for (let sent = 0; sent < whole.length; sent += bytes) {
    if (!(await wait(response, ms))) return;
    response.write(whole.subarray(sent, sent + bytes));
  }
  response.end();
}

/** Sends the head and half the body, then hangs up in an orderly way. */
export function truncated(
  response: ServerResponse,
  { status, headers, body }: Answer,
  { framing = 'length' }: { readonly framing?: 'length' | 'chunked' },
): void {
  const whole = Buffer.from(body);
  response.writeHead(status, {
    ...JSON_TYPE,
    ...headers,
    ...(framing === 'length' ? { 'content-length': whole.length } : { 'transfer-encoding': 'chunked' }),
  });
  response.write(whole.subarray(0, Math.ceil(whole.length / 2)), () => response.socket?.end());
}

/** Sends a good envelope whose `Data` is a text, `bytes` in all, no faster than it is taken. */
export async function bigBody(response: ServerResponse, bytes: number): Promise<void> {
  const [before, after] = ['{"RequestId":"BIG","HttpStatusCode":200,"Code":"ok","Success":true,"Data":"', '"}'];
  response.writeHead(200, { ...JSON_TYPE });
  response.write(before);
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let left = bytes - before.length - after.length; left > 0 && !response.destroyed; left -= piece.length) {
    if (!response.write(piece.subarray(0, left))) await drained(response);
  }
  response.end(after);
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });

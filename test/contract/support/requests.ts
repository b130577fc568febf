import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** A request taken apart, nothing decoded but the chunks of its body. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** `name=value` as written, in order. */
  readonly query: readonly string[];
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `name=value` as written, in order. */
  readonly form: readonly string[];
}

const folder = path.join(__dirname, '../../fixtures/requests');

export const requestFiles = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.http'));

/** What the folder's README says of its files. */
export const requestSources = (): string => readFileSync(path.join(folder, 'README.md'), 'utf8');

/** The bytes of a recorded request; each stands for itself, so one byte is one character. */
export const requestBytes = (name: string): string => readFileSync(path.join(folder, name), 'latin1');

/** Sends bytes to a server, its own address put in, and gives all that comes back for them. */
export async function sendBytes(endpoint: string, bytes: string): Promise<{ status: number; body: string }> {
  const { host, hostname, port } = new URL(endpoint);
  const socket = net.connect(Number(port), hostname);
  socket.setEncoding('utf8');
  let answer = '';
  socket.write(bytes.replaceAll('127.0.0.1:18443', host), 'latin1');
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (data: string) => {
      answer += data;
      if (isWhole(answer)) socket.end();
    });
  });
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/u.exec(head)?.[1]), body };
}

/** Local tells the length of every answer. */
function isWhole(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const length = /^content-length: (\d+)/imu.exec(head)?.[1];
  return length !== undefined && Buffer.byteLength(body) >= Number(length);
}

/** Takes recorded bytes apart. */
export function takenApart(bytes: string): RawRequest {
  const [head = '', body = ''] = bytes.split('\r\n\r\n', 2);
  const [line = '', ...lines] = head.split('\r\n');
  const [method = '', target = ''] = line.split(' ');
  const [where = '', query = ''] = target.split('?');
  const headers: Record<string, string> = {};
  for (const text of lines) {
    const [name = '', value = ''] = text.split(': ');
    headers[name.toLowerCase()] = value;
  }
  const form = headers['transfer-encoding'] === 'chunked' ? (body.split('\r\n')[1] ?? '') : body;
  return { method, path: where, query: pairs(query), headers, form: pairs(form) };
}

/** `name=value` as written. */
export const pairs = (text: string): readonly string[] => text.split('&').filter((pair) => pair !== '');

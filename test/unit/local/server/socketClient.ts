import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { TestLocal } from '../support';

/** A frame as the server sent it, its `data` parsed. */
export interface Frame {
  readonly invocationId: string;
  readonly source: string;
  readonly target: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where a session's WebSocket is, and what opens it. */
export interface Door {
  readonly url: string;
  readonly token: string;
}

export async function doorOf(local: TestLocal, SessionId: string): Promise<Door> {
  const { Data } = await local.call('GetSession', { SessionId });
  return { url: String(Data['WsUrl']), token: String(Data['Token']) };
}

/** A client of the WebSocket route, as plain as the wire. */
export class SocketClient {
  readonly ws: WebSocket;
  /** Everything received, as text. */
  readonly texts: string[] = [];
  #closeCode: number | undefined;

  private constructor(url: string, headers: Readonly<Record<string, string>>, ca?: Buffer) {
    this.ws = new WebSocket(url, { headers, perMessageDeflate: false, ...(ca && { ca }) });
    this.ws.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.texts.push(data.toString('utf8'));
    });
    this.ws.on('close', (code) => (this.#closeCode = code));
  }

  static async open(local: TestLocal, sessionId: string): Promise<SocketClient> {
    return SocketClient.at(await doorOf(local, sessionId));
  }

  /** @param ca The certificate to trust, for `wss`. */
  static async at({ url, token }: Door, ca?: Buffer): Promise<SocketClient> {
    const client = new SocketClient(url, { 'X-Access-Token': token }, ca);
    await once(client.ws, 'open');
    return client;
  }

  /** The HTTP status with which the upgrade is refused, which never happens without a reason. */
  static async refusal(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
    const { ws } = new SocketClient(url, headers);
    const [, response] = (await once(ws, 'unexpected-response')) as [unknown, IncomingMessage];
    let body = '';
    for await (const chunk of response) body += String(chunk);
    assert.match((JSON.parse(body) as { error: string }).error, /^[A-Z].*\.$/u);
    ws.on('error', () => undefined); // Ended before it was open, which is what was to be seen.
    ws.terminate();
    return response.statusCode ?? 0;
  }

  get frames(): readonly Frame[] {
    return this.texts.map((text) => JSON.parse(text) as Frame);
  }

  send(frame: unknown): void {
    this.ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  ask(invocationId: string, target: string, method: string, params: object): void {
    this.send({ invocationId, source: 'SDK', target, data: { method, params } });
  }

  execute(invocationId: string, target: string, task: string): void {
    this.ask(invocationId, target, 'exec_task', { task, max_steps: 50 });
  }

  /** The `data` of all frames of an invocation, when one has come that ends it; the test's own timeout is the limit. */
  async stream(invocationId: string): Promise<readonly Frame['data'][]> {
    for (;;) {
      const own = this.frames.filter((frame) => frame.invocationId === invocationId).map(({ data }) => data);
      if (own.some(({ phase, error }) => phase === 'end' || (phase === undefined && error !== undefined))) return own;
      await once(this.ws, 'message');
    }
  }

  /** Waits for a frame. */
  async frame(wanted: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(wanted);
      if (found) return found;
      await once(this.ws, 'message');
    }
  }

  /** The code with which the connection was closed; 1006 when it was cut. */
  async closed(): Promise<number> {
    if (this.#closeCode === undefined) await once(this.ws, 'close');
    return this.#closeCode ?? 0;
  }

  async close(): Promise<void> {
    this.ws.close();
    await this.closed();
  }
}

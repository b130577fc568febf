import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { ok, toolReply, type Reply } from '../../../src/local/server/reply';
import { refuseUpgrade } from '../../../src/local/server/refuseUpgrade';
import { actionOf, type ReadRequest } from '../../../src/local/server/request';
import { startServer, type LocalServer } from '../../../src/local/server/server';

/** A frame as the service reads it. */
export interface ReadFrame {
  readonly invocationId: string;
  readonly source: string;
  readonly target: string;
  readonly data: { readonly method?: string; readonly params?: Readonly<Record<string, unknown>> };
}

/** What the service says on a socket. */
export interface Voice {
  /** Data of the agent, on the stream of the frame it answers. */
  readonly say: (data: unknown, more?: object) => void;
  /** A text as it is. */
  readonly sayText: (text: string) => void;
  readonly ws: WebSocket;
}

export interface SocketScript {
  /** What comes of each frame; nothing unless told. */
  readonly onFrame?: (frame: ReadFrame, voice: Voice, index: number) => void;
  /** How the upgrade ends other than well: with this HTTP status, or with no answer at all. */
  readonly refuses?: number | 'silently';
  /** Whether pings are answered; yes unless told. */
  readonly pongs?: boolean;
  /** The fields beside `SessionId` of a session's data; token and address of the socket unless told. */
  readonly data?: (wsUrl: string) => Readonly<Record<string, unknown>>;
  /** What tools say, by name: the texts of an answer each, in order, the last one for good. */
  readonly tools?: Readonly<Record<string, readonly string[]>>;
}

export const TOKEN = 'tok-0123456789-canary';

/**
 * AgentBay Local's server with one session of the test's own: its gateway answers what a stream needs, its WebSocket follows a
 * script, and so can do what no session of Local does.
 */
export class SocketService {
  readonly frames: ReadFrame[] = [];
  /** Headers of every upgrade asked for. */
  readonly upgrades: IncomingHttpHeaders[] = [];
  /** Tools called through the gateway, with their arguments. */
  readonly tools: { readonly name: string; readonly args: unknown }[] = [];
  pings = 0;
  /** Closing codes of the sockets that are over. */
  readonly closed: number[] = [];
  script: SocketScript;
  #server: LocalServer | undefined;
  #changed: () => void = () => undefined;
  readonly #sockets = new Set<WebSocket>();
  readonly #asked = new Map<string, number>();

  private constructor(script: SocketScript) {
    this.script = script;
  }

  static async start(script: SocketScript = {}): Promise<SocketService> {
    const service = new SocketService(script);
    service.#server = await startServer({
      port: 0,
      handle: (request) => service.#answer(request),
      upgrade: (request, _, socket, head) => {
        service.#upgrade(request, socket, head);
        return Promise.resolve();
      },
      warn: (message) => {
        throw new Error(message);
      },
    });
    return service;
  }

  get endpoint(): string {
    return this.#server?.endpoint ?? '';
  }

  get wsUrl(): string {
    return `${this.endpoint.replace('http', 'ws')}/ws/path-canary`;
  }

  /** Open sockets. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Says something on every open socket. */
  tell(frame: unknown): void {
    for (const ws of this.#sockets) ws.send(JSON.stringify(frame));
  }

  /** Cuts every socket. */
  drop(): void {
    for (const ws of this.#sockets) ws.terminate();
  }

  /** Resolves when the condition holds; looked at whenever something reaches the service. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#changed = resolve));
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.upgrades.push(request.headers);
    this.#notify();
    const { refuses, pongs = true } = this.script;
    if (refuses === 'silently') return;
    if (refuses !== undefined) {
      refuseUpgrade(socket, `${refuses} No`, 'The test wants none.');
      return;
    }
    const wss = new WebSocketServer({ noServer: true, autoPong: pongs, perMessageDeflate: false });
    wss.handleUpgrade(request, socket, head, (ws) => this.#serve(ws));
  }

  #serve(ws: WebSocket): void {
    this.#sockets.add(ws);
    ws.on('error', () => undefined); // Cut by the client: what is tested.
    ws.on('ping', () => {
      this.pings += 1;
      this.#notify();
    });
    ws.on('close', (code) => {
      this.#sockets.delete(ws);
      this.closed.push(code);
      this.#notify();
    });
    ws.on('message', (bytes: Buffer) => {
      const frame = JSON.parse(bytes.toString('utf8')) as ReadFrame;
      const { invocationId, target } = frame;
      const voice: Voice = {
        say: (data, more = {}) =>
          ws.send(JSON.stringify({ invocationId, source: target, target: 'SDK', data, ...more })),
        sayText: (text) => ws.send(text),
        ws,
      };
      const index = this.frames.push(frame) - 1;
      this.script.onFrame?.(frame, voice, index);
      this.#notify();
    });
    this.#notify();
  }

  #answer({ parameters, headers }: ReadRequest): Reply {
    if (actionOf(parameters, headers) !== 'CallMcpTool') {
      const { data = (wsUrl: string) => ({ Token: TOKEN, WsUrl: wsUrl }) } = this.script;
      return ok({ SessionId: 's-1', Success: true, ...data(this.wsUrl) });
    }
    const name = parameters.get('Name') ?? '';
    this.tools.push({ name, args: JSON.parse(parameters.get('Args') ?? '{}') as unknown });
    const texts = this.script.tools?.[name] ?? [];
    const index = this.#asked.get(name) ?? 0;
    this.#asked.set(name, index + 1);
    this.#notify();
    return toolReply(texts[Math.min(index, texts.length - 1)] ?? '');
  }

  #notify(): void {
    this.#changed();
  }
}

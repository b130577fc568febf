import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { socketNames } from '../../../protocol/wire';
import type { Clock } from '../../util/clock';
import type { ServiceError } from '../errors';
import type { Door } from './door';
import { CLOSE_WITHIN_MS, MAX_FRAME_BYTES, OPEN_WITHIN_MS, PING_EVERY_MS } from './limits';
import { broken, closedByService, handshakeTimedOut, notOpened, refused, silent } from './troubles';

export interface ConnectionListener {
  frame(text: string): void;
  /** It was open and is no more, and not because we closed it. Said once, and the last word. */
  lost(error: ServiceError): void;
}

/**
 * One WebSocket: opens within a time limit, pings every 20 s, and is cut when no byte has come for 20 s after a ping. Bytes
 * count and not pongs, because a large frame on a slow line holds the pong up.
 */
export class Connection {
  readonly #door: Door;
  readonly #clock: Clock;
  readonly #listener: ConnectionListener;
  readonly #ended = new AbortController();
  /** The one thing it waits for at a time: the opening, the next ping, or the other side's goodbye. */
  #callOff: () => void = () => undefined;
  #ws: WebSocket | undefined;
  #tcp: Socket | undefined;
  #isOpen = false;

  constructor(door: Door, clock: Clock, listener: ConnectionListener) {
    this.#door = door;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Aborted when the connection is over, however that came about. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** @throws {ServiceError} `network`, `timeout` or `service`, all with `requestSent: false`: nothing was asked yet. */
  async open(): Promise<void> {
    // Loaded by whoever streams first, and by nobody else.
    const { WebSocket } = await import('ws');
    await new Promise<void>((resolve, reject) => {
      const { wsUrl, token, host } = this.#door;
      const fail = (error: ServiceError): void => {
        reject(error);
        this.end(error);
      };
      if (this.ended.aborted) {
        fail(notOpened(host));
        return;
      }
      this.ended.addEventListener('abort', () => reject(notOpened(host)));
      try {
        this.#ws = new WebSocket(wsUrl.reveal(), {
          headers: { [socketNames.tokenHeader]: token.reveal() },
          maxPayload: MAX_FRAME_BYTES,
          perMessageDeflate: false,
        });
      } catch {
        // What is wrong with the address or the token quotes them, so the reason is not passed on.
        fail(notOpened(host));
        return;
      }
      this.#wait(OPEN_WITHIN_MS, () => fail(handshakeTimedOut(host, OPEN_WITHIN_MS)));
      this.#listen(this.#ws, resolve, fail);
    });
  }

  /** Hands a frame over. `false` when the connection is not open: then nothing of it has left. */
  send(frame: string): boolean {
    if (!this.#isOpen || !this.#ws || this.#ws.readyState !== this.#ws.OPEN) return false;
    this.#ws.send(frame);
    return true;
  }

  /** Says goodbye after what was sent, and waits 2 s at most for the answer. Nothing is heard from here on. */
  close(): void {
    if (!this.#isOpen) {
      this.cut();
      return;
    }
    this.#isOpen = false;
    this.#ws?.close(1000);
    this.#wait(CLOSE_WITHIN_MS, () => this.cut());
  }

  /** Cuts it, and says so if it was open. The first reason is the reason; whatever follows is its echo. */
  end(error: ServiceError): void {
    const wasOpen = this.#isOpen;
    this.cut();
    if (wasOpen) this.#listener.lost(error);
  }

  /** Cuts it silently. */
  cut(): void {
    this.#isOpen = false;
    this.#callOff();
    this.#ended.abort();
    this.#ws?.terminate();
  }

  #listen(ws: WebSocket, resolve: () => void, fail: (error: ServiceError) => void): void {
    const { host } = this.#door;
    ws.on('upgrade', ({ socket }) => (this.#tcp = socket));
    ws.on('open', () => {
      this.#isOpen = true;
      this.#beat(-1);
      resolve();
    });
    ws.on('unexpected-response', (_request, { statusCode = 0 }) => fail(refused(host, statusCode)));
    ws.on('message', (data) => {
      if (this.#isOpen && Buffer.isBuffer(data)) this.#listener.frame(this.#withoutToken(data.toString('utf8')));
    });
    ws.on('error', (error) => fail(broken(host, error, this.#isOpen)));
    ws.on('close', (code) => fail(closedByService(host, code)));
  }

  /** @param heard How many bytes had come when the last ping was sent. */
  #beat(heard: number): void {
    this.#wait(PING_EVERY_MS, () => {
      const bytes = this.#tcp?.bytesRead ?? 0;
      if (bytes === heard) {
        this.end(silent(this.#door.host));
        return;
      }
      this.#ws?.ping();
      this.#beat(bytes);
    });
  }

  #wait(ms: number, action: () => void): void {
    this.#callOff();
    this.#callOff = this.#clock.after(ms, action);
  }

  /** A service that quotes the token back must not carry it into an event or a message. */
  #withoutToken(text: string): string {
    const token = this.#door.token.reveal();
    return token.length < 8 ? text : text.replaceAll(token, '[token]');
  }
}

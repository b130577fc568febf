import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { socketNames } from '../../../protocol/wire';
import type { SocketManners } from '../../script/script';

/** A client that does not read what it is sent is cut off when so much is waiting for it. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

/** The sending half of one connection. */
export class Line {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  #manners: SocketManners = {};

  /** @param socket What the WebSocket goes through. */
  constructor(ws: WebSocket, socket: Socket) {
    this.#ws = ws;
    this.#socket = socket;
    ws.on('ping', (data) => {
      if (this.#manners.neverPongs !== true) ws.pong(data);
    });
  }

  /** Takes on a script's manners, for good. */
  behave(manners: SocketManners): void {
    this.#manners = { ...this.#manners, ...manners };
  }

  /** Sends a frame to the client as `source`. */
  send(invocationId: string, source: string, data: unknown): void {
    const asText = this.#manners.dataAsText === true;
    this.sendText(
      JSON.stringify({ invocationId, source, target: socketNames.client, data: asText ? JSON.stringify(data) : data }),
    );
  }

  sendText(text: string): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    this.#ws.send(text);
    if (this.#ws.bufferedAmount > MOST_WAITING_BYTES) this.#ws.terminate();
  }

  /** Ends the connection when all that was sent has left: with a closing frame, or without one as when a line is cut. */
  drop(how: 'cut' | 'close'): void {
    if (how === 'close') this.#ws.close(1001);
    else this.#socket.end(() => this.#ws.terminate());
  }
}

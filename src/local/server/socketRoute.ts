import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { socketNames } from '../../protocol/wire';
import type { Session } from '../sessions/session';
import type { Accesses } from './access';
import { refuseUpgrade } from './refuseUpgrade';
import { pushData, readFrame } from './socket/frames';
import { Line } from './socket/line';
import { Streams } from './socket/streams';

/** The largest frame that is taken; a larger one ends its connection with code 1009. */
export const MOST_FRAME_BYTES = 1024 * 1024;

/** A frame a client sent, as it came. */
export interface ReadFrame {
  readonly sessionId: string;
  readonly text: string;
}

export interface SocketRouteSetup {
  readonly access: Accesses;
  /** Gets every text frame that clients send, before anything is done about it. */
  readonly frameJournal?: ((frame: ReadFrame) => void) | undefined;
  /** Where trouble goes that no client is told of. */
  readonly warn: (message: string) => void;
}

/** A client that does not answer a closing frame is cut off after this. */
const CLOSE_MS = 1_000;

/** The WebSocket of each session, at the path of its `WsUrl`: streamed tasks, and what is pushed. */
export class SocketRoute {
  readonly #setup: SocketRouteSetup;
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
    autoPong: false, // A script may want none.
  });

  constructor(setup: SocketRouteSetup) {
    this.#setup = setup;
  }

  /** Takes over a connection whose request, of a caller that was let in, wants to be a WebSocket; or refuses it. */
  upgrade(request: IncomingMessage, { pathname }: URL, socket: Socket, head: Buffer): void {
    const { access } = this.#setup;
    const session = access.byWs(pathname);
    if (!session || session.status === 'DELETING') {
      refuseUpgrade(socket, '404 Not Found', 'No session has its WebSocket here, or it is gone.');
      return;
    }
    const token = request.headers[socketNames.tokenHeader.toLowerCase()];
    if (typeof token !== 'string' || !access.opens(session, token)) {
      refuseUpgrade(socket, '401 Unauthorized', 'The access token is missing or wrong.');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#serve(session, ws, socket));
  }

  #serve(session: Session, ws: WebSocket, socket: Socket): void {
    const { warn } = this.#setup;
    const line = new Line(ws, socket);
    const streams = new Streams(session, line);
    const stopPushes = session.pushes.listen((push) => line.send(`push-${randomUUID()}`, push.channel, pushData(push)));
    const sessionGone = (): void => {
      ws.close(1001);
      setTimeout(() => ws.terminate(), CLOSE_MS).unref();
    };
    session.ending.addEventListener('abort', sessionGone);
    ws.on('message', (bytes, isBinary) => {
      if (isBinary || !Buffer.isBuffer(bytes)) return;
      try {
        this.#take(bytes.toString('utf8'), session, streams);
      } catch (error) {
        warn(`A frame was not dealt with: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        ws.close(1011);
      }
    });
    ws.on('error', () => undefined); // Broken off, or a frame against the protocol: `close` follows.
    ws.on('close', () => {
      stopPushes();
      streams.close();
      session.ending.removeEventListener('abort', sessionGone);
    });
  }

  #take(text: string, session: Session, streams: Streams): void {
    this.#setup.frameJournal?.({ sessionId: session.id, text });
    const frame = readFrame(text);
    if (!frame) return;
    session.touch();
    const { type, code, id } = frame.data;
    if (type === 'call-for-user' && code === DONE && typeof id === 'number') session.pushes.markDone(id);
    else streams.take(frame);
  }
}

/** The client's word that the person is done. */
const DONE = 199;

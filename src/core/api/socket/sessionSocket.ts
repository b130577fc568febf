import { randomUUID } from 'node:crypto';
import type { ServiceError } from '../errors';
import type { SessionContext } from '../session/context';
import { closed } from '../wire/failures';
import { Connection } from './connection';
import { doorOf } from './door';
import { type Frame, isOfSocket, readFrame, wordOf, writeFrame } from './frames';
import { notOffered, sessionGone } from './troubles';

/** Somebody who needs the socket: a stream, or a listener for push notifications. */
export interface SocketUser {
  /** The stream's own id, which its frames carry; absent for a mere listener. */
  readonly invocationId?: string;
  /** Gets the frames of its own stream, and what the socket says to every stream. */
  receive?(frame: Frame): void;
  /** Gets the frames that belong to nobody's request: push notifications. */
  pushed?(frame: Frame): void;
  /** The socket was open and is gone, with every frame that was still to come. The user is no longer a user then. */
  lost(error: ServiceError): void;
}

/** An id for a request: 32 hex digits, as the official SDK sends them. */
export const newInvocationId = (): string => randomUUID().replaceAll('-', '');

/**
 * The one WebSocket of a session, shared by everybody who needs it: open while there is a user, closed after the last one, cut when
 * the client is disposed of. It is not opened again by itself: what its users missed meanwhile is nowhere to be had.
 */
export class SessionSocket {
  readonly #context: SessionContext;
  readonly #users = new Set<SocketUser>();
  #connection: Connection | undefined;
  #opening: Promise<void> | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
  }

  /** Whether the service has told where this session streams. */
  get isOffered(): boolean {
    return doorOf(this.#context.access()) !== undefined;
  }

  /** Opens the socket if it is not, and keeps it open for the user until it leaves. @throws {ServiceError} when it does not open. */
  async join(user: SocketUser): Promise<void> {
    this.#users.add(user);
    try {
      await (this.#opening ??= this.#open());
    } catch (error) {
      this.leave(user);
      throw this.#context.closing.aborted ? closed(false) : error;
    }
  }

  leave(user: SocketUser): void {
    if (!this.#users.delete(user) || this.#users.size > 0) return;
    this.#release()?.close();
  }

  /** `false` when the socket is not open: then nothing of the frame has left. */
  send(invocationId: string, target: string, data: Readonly<Record<string, unknown>>): boolean {
    return this.#connection?.send(writeFrame(invocationId, target, data)) ?? false;
  }

  async #open(): Promise<void> {
    const { access, gateway, closing, isForgotten, log, sessionId } = this.#context;
    if (closing.aborted) throw closed(false);
    if (isForgotten()) throw sessionGone();
    const door = doorOf(access());
    if (!door) throw notOffered();
    const connection = new Connection(door, gateway.clock, {
      frame: (text) => this.#route(text),
      lost: (error) => {
        log?.warn(`WebSocket of ${sessionId}: ${error.message}`);
        this.#lose(connection, error);
      },
    });
    this.#connection = connection;
    closing.addEventListener('abort', () => connection.end(closed(true)), { signal: connection.ended });
    await connection.open();
    log?.debug(`WebSocket of ${sessionId}: open at ${door.host}`);
  }

  #route(text: string): void {
    const frame = readFrame(text);
    if (!frame) return this.#context.log?.debug(`WebSocket: a frame of ${text.length} characters says nothing to us`);
    const isForAll = isOfSocket(frame) && frame.invocationId === '' && frame.error !== undefined;
    const isPush = !isOfSocket(frame) && wordOf(frame.data, 'phase') === '' && !this.#isOurs(frame);
    for (const user of [...this.#users]) {
      if (isPush) user.pushed?.(frame);
      else if (isForAll || user.invocationId === frame.invocationId) user.receive?.(frame);
    }
  }

  #isOurs({ invocationId }: Frame): boolean {
    return [...this.#users].some((user) => user.invocationId === invocationId);
  }

  #lose(connection: Connection, error: ServiceError): void {
    if (this.#connection !== connection) return;
    this.#release();
    const users = [...this.#users];
    this.#users.clear();
    for (const user of users) user.lost(error);
  }

  #release(): Connection | undefined {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#opening = undefined;
    return connection;
  }
}

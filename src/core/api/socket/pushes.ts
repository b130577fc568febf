import type { Clock } from '../../util/clock';
import type { Disposable } from '../../util/emitter';
import { ServiceError } from '../errors';
import type { SessionContext } from '../session/context';
import type { Frame } from './frames';
import { doneAnswer, type PushEvent, readPush } from './push';
import { newInvocationId, type SessionSocket, type SocketUser } from './sessionSocket';
import { notOpened } from './troubles';

/** Pauses before the socket is opened again, in ms: the first as in the official SDK, doubling; the last kept to. */
const REOPEN_AFTER_MS = 500;
const REOPEN_AT_MOST_MS = 60_000;

/** How push notifications are heard. */
export interface PushOptions {
  /** Only what this server says, e.g. `wuying_cdp_mcp_server`; everything unless told. */
  readonly channel?: string;
  /**
   * The socket could not be opened, or was lost; what was pushed meanwhile is lost too. It is tried again after 0.5 s and growing
   * pauses up to a minute, unless the error is `service` (the service does not let us in) or `aborted` (the client is disposed
   * of), or the session is known to be gone.
   */
  readonly onProblem?: (error: ServiceError) => void;
}

/** Hears the push notifications of a session until it, or the client, is disposed of, or the session is gone. */
export class PushListener implements SocketUser, Disposable {
  readonly #socket: SessionSocket;
  readonly #clock: Clock;
  readonly #isSessionGone: () => boolean;
  readonly #listener: (event: PushEvent) => void;
  readonly #options: PushOptions;
  readonly #stopped = new AbortController();
  #tried: () => void = () => undefined;
  /** Resolves when the socket has opened for the first time, or has not. */
  readonly firstTry = new Promise<void>((resolve) => (this.#tried = resolve));

  constructor(
    socket: SessionSocket,
    { gateway, closing, isForgotten }: SessionContext,
    listener: (event: PushEvent) => void,
    options: PushOptions,
  ) {
    this.#socket = socket;
    this.#clock = gateway.clock;
    this.#isSessionGone = isForgotten;
    this.#listener = listener;
    this.#options = options;
    closing.addEventListener('abort', () => this.dispose(), { signal: this.#stopped.signal });
    void this.#listen(0);
  }

  pushed(frame: Frame): void {
    const event = readPush(frame);
    const { channel } = this.#options;
    if (channel === undefined || channel === event.channel) unhindered(() => this.#listener(event));
  }

  lost(error: ServiceError): void {
    if (this.#goesOn(error)) void this.#listen(REOPEN_AFTER_MS);
  }

  dispose(): void {
    this.#stopped.abort();
    this.#socket.leave(this);
  }

  async #listen(firstPauseMs: number): Promise<void> {
    for (let pause = firstPauseMs; ; pause = Math.min(Math.max(pause * 2, REOPEN_AFTER_MS), REOPEN_AT_MOST_MS)) {
      // Up to half again, so that many clients do not come back in step.
      if (pause > 0) await this.#clock.sleep(pause * (1 + Math.random() / 2), this.#stopped.signal);
      if (this.#stopped.signal.aborted) return;
      try {
        await this.#socket.join(this);
        return;
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (!this.#goesOn(error)) return;
      } finally {
        this.#tried();
      }
    }
  }

  #goesOn(error: ServiceError): boolean {
    if (this.#stopped.signal.aborted) return false;
    unhindered(() => this.#options.onProblem?.(error));
    return error.kind !== 'service' && error.kind !== 'aborted' && !this.#isSessionGone();
  }
}

/**
 * Tells the service that the person has done what a push asked for.
 * @throws {ServiceError} when it could not be said.
 */
export async function answerPush(socket: SessionSocket, push: PushEvent): Promise<void> {
  const user: SocketUser = { lost: () => undefined };
  await socket.join(user);
  const isSent = socket.send(newInvocationId(), push.channel, doneAnswer(push));
  socket.leave(user);
  if (!isSent) throw notOpened('this session');
}

/** Runs a listener of the caller's: what it throws is the caller's to see, and keeps nobody else from hearing. */
function unhindered(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

import type { Disposable } from '../../util/emitter';
import type { SessionContext } from '../session/context';
import { PushListener } from '../socket/pushes';
import type { SessionSocket } from '../socket/sessionSocket';
import type { TaskEvent } from './events';

/**
 * Hears what the service says of its own accord while a task is asked about, and keeps it until the next answer is told. Where the
 * session has no socket there is nothing to hear.
 */
export class HeardPushes implements Disposable {
  #waiting: TaskEvent[] = [];
  readonly #listener: PushListener | undefined;

  constructor(socket: SessionSocket, context: SessionContext) {
    if (!socket.isOffered) return;
    this.#listener = new PushListener(socket, context, (push) => this.#waiting.push({ type: 'push', push }), {
      onProblem: (error) => this.#waiting.push({ type: 'problem', error }),
    });
  }

  /** Resolves when it hears, or cannot: what is said from then on is not missed. */
  async ready(): Promise<this> {
    await this.#listener?.firstTry;
    return this;
  }

  /** What was heard since the last time. */
  take(): readonly TaskEvent[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  dispose(): void {
    this.#listener?.dispose();
  }
}

import { type ExecutionResult, type FailureKind, mayHaveBeenAccepted, ServiceError } from '../api';
import type { Connection, Connections } from '../connection/connections';
import type { Session } from '../model/session';
import type { Task } from '../model/task';
import type { Store } from '../store/store';
import { NEVER_LEFT, NO_ANSWER } from '../sync/judge';
import { TASK_BUSY } from '../../protocol/wire';
import type { SessionOperations } from './sessions';

/** A task the service has accepted. */
export interface StartedTask {
  readonly sessionId: string;
  readonly taskId: string;
}

export interface SubmissionOptions {
  readonly store: Store;
  readonly connections: Pick<Connections, 'open' | 'clientOf'>;
  readonly sessions: Pick<SessionOperations, 'create' | 'idle' | 'attach' | 'markGone'>;
}

/** A task that went out, and what came back. */
interface Sent {
  readonly session: Session;
  readonly result: ExecutionResult;
}

const CALLED_OFF = 'Stopped before it was sent.';
const GIVEN_UP = 'Nobody waits for AgentBay’s answer any more.';
const IN_DOUBT = 'the task may or may not be running. Look at its session before you run it again.';

/** What kept the answer to a task that was sent from us. The log has the particulars. */
const silences: Partial<Record<FailureKind, string>> = {
  network: 'The connection broke before AgentBay answered',
  timeout: 'AgentBay did not answer in time',
  aborted: 'The waiting was ended before AgentBay answered',
  badReply: 'AgentBay’s answer could not be read',
};

/** A recorded task on its way to the service: finds it a session, sends it once, and records what became of it. */
export class Submission {
  /** Whether the service may have the task by now. */
  #sent = false;
  /** Whether it is to be terminated as soon as the service has given it an id. */
  #isUnwanted = false;
  /** Ends the waiting for the service's answer. */
  readonly #giveUp = new AbortController();
  #delivery: Promise<unknown> = Promise.resolve();

  /** @param endAccepted Terminates the task, which the service has just accepted; what came of it is recorded there. */
  constructor(
    private readonly options: SubmissionOptions,
    private readonly task: Task,
    private readonly endAccepted: () => Promise<void>,
  ) {}

  /**
   * @param sessionId The session to use; absent: an idle one, else a new one.
   * @throws {ServiceError} when the service did not accept the task, or nobody knows whether it did; recorded as such.
   */
  async send(sessionId: string | undefined): Promise<StartedTask> {
    try {
      const delivery = this.#deliver(sessionId);
      this.#delivery = delivery.catch(() => undefined);
      return await this.#orGivenUp(delivery);
    } catch (error) {
      throw this.#settle(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /**
   * The task is not wanted any more. One that has not been sent is not sent. One whose answer is awaited is marked as
   * terminating, for whoever learns its id; called off for a second time, the waiting ends instead.
   */
  callOff(): void {
    const { store } = this.options;
    if (this.#sent && !this.#isUnwanted) {
      this.#isUnwanted = true;
      store.record(this.task.id, { type: 'terminating' });
      return;
    }
    if (this.#sent) this.#giveUp.abort();
    else this.#end('notSent', CALLED_OFF);
  }

  /** The window closes: what has not been sent will not be. @returns When what is under way has come to its end. */
  async close(): Promise<void> {
    if (!this.#sent) this.#end('notSent', NEVER_LEFT);
    await this.#delivery;
  }

  /** The window closes, and waits no more. */
  leave(): void {
    this.#end('unconfirmed', NO_ANSWER);
  }

  /** Goes on when nobody waits any more: an acceptance that comes late is recorded all the same. */
  async #deliver(sessionId: string | undefined): Promise<StartedTask> {
    const { store } = this.options;
    const { id, agent, connection } = this.task;
    await store.flush();
    const { session, result } = await this.#execute(sessionId);
    const error = failureOf(result);
    if (error) throw error;
    const started = { sessionId: session.sessionId, taskId: result.taskId };
    store.record(id, { type: 'accepted', ...started, agent, connection, endpoint: session.endpoint });
    // Nobody is told the task's id before the disk knows it.
    await store.flush();
    if (this.#isUnwanted) await this.endAccepted();
    return started;
  }

  async #execute(sessionId: string | undefined): Promise<Sent> {
    const { sessions, connections, store } = this.options;
    const { agent, connection: kind } = this.task;
    if (sessionId !== undefined) {
      return this.#sendTo(stillThere(store.session(sessionId)) ?? (await sessions.attach(sessionId, kind)));
    }
    // An idle session may have ended since we last heard of it, or be busy with somebody else's task: the service then
    // refuses, so the task was not taken and may go to another session.
    const connection = await connections.open(kind);
    for (let idle = this.#takeIdle(connection); idle; idle = this.#takeIdle(connection)) {
      const sent = await this.#sendTo(idle);
      const isBusy = !sent.result.success && sent.result.errorMessage.includes(TASK_BUSY);
      if (!isBusy && !isSessionGone(sent.result)) return sent;
      this.#sent = false;
      this.#place(undefined);
      if (isBusy) break;
    }
    this.#checkWanted();
    return this.#sendTo(await sessions.create(agent, kind));
  }

  /** Takes an idle session for the task in the same breath, so that two tasks never take the same one. */
  #takeIdle(connection: Connection): Session | undefined {
    this.#checkWanted();
    const session = this.options.sessions.idle(this.task.agent, connection);
    if (session) this.#place(session);
    return session;
  }

  async #sendTo(session: Session): Promise<Sent> {
    const { store, connections, sessions } = this.options;
    this.#checkWanted();
    this.#place(session);
    const agent = connections.clientOf(session).session(session.sessionId).agent[this.task.agent];
    store.record(this.task.id, { type: 'sending' });
    await store.flush();
    // A window that slept may have been taken for dead, and its task been judged.
    await store.sync();
    this.#checkWanted();
    this.#sent = true;
    const result = await agent.executeTask(this.task.text);
    if (isSessionGone(result)) {
      // The task is on its way elsewhere, or not sent: it does not end with this session.
      this.#place(undefined);
      sessions.markGone(session.sessionId, result.errorMessage);
    }
    return { session, result };
  }

  /** @throws {ServiceError} `aborted` when the task was called off, or its session deleted, while we were at it. */
  #checkWanted(): void {
    if (this.options.store.task(this.task.id)?.state === 'submitting') return;
    throw new ServiceError('aborted', CALLED_OFF, { requestSent: false });
  }

  #place(session: Session | undefined): void {
    const { store } = this.options;
    const sessionId = session?.sessionId;
    if (store.task(this.task.id)?.sessionId === sessionId) return;
    store.record(this.task.id, { type: 'placed', ...(sessionId !== undefined && { sessionId }) });
  }

  /** @returns The failure, in words that fit: a task in doubt is not to be tried again without a look. */
  #settle(error: Error): Error {
    const inDoubt = this.#sent && error instanceof ServiceError && mayHaveBeenAccepted(error);
    if (!inDoubt) {
      this.#end('notSent', error.message);
      return error;
    }
    const reason = `${silences[error.kind] ?? 'AgentBay answered with a fault of its own'}: ${IN_DOUBT}`;
    this.#end('unconfirmed', reason);
    return error.kind === 'aborted' ? error : new ServiceError(error.kind, reason, { ...error.detail, cause: error });
  }

  /** Nobody waits for an acceptance any more; one that came stands. */
  #end(state: 'notSent' | 'unconfirmed', reason: string): void {
    const { store } = this.options;
    if (store.task(this.task.id)?.taskId === undefined) {
      store.record(this.task.id, { type: 'settled', state, reason });
    }
    this.#giveUp.abort();
  }

  /** Waits for `work`, but not beyond the moment somebody gives up; what `work` does then, it does on its own. */
  #orGivenUp<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(new ServiceError('aborted', this.#sent ? GIVEN_UP : CALLED_OFF));
      this.#giveUp.signal.addEventListener('abort', giveUp, { once: true });
      work.then(resolve, reject);
    });
  }
}

/** What kept a call from doing what it was made for; `undefined` when it did. */
export const failureOf = ({ success, error, errorMessage }: ExecutionResult): ServiceError | undefined =>
  success ? undefined : (error ?? new ServiceError('badReply', errorMessage));

const isSessionGone = ({ error }: ExecutionResult): boolean =>
  error?.kind === 'notFound' && error.detail.subject === 'session';

/** A session to send to, if it is known. @throws {ServiceError} `notFound` when it is known to be over: nothing need be sent there. */
function stillThere(session: Session | undefined): Session | undefined {
  if (session?.state !== 'ended') return session;
  const { reason = 'This session has ended.' } = session;
  throw new ServiceError('notFound', reason, { subject: 'session', requestSent: false });
}

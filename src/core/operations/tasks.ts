import { randomUUID } from 'node:crypto';
import { type ExecutionResult, MAX_TASK_BYTES, mayHaveBeenAccepted, type QueryResult, ServiceError } from '../api';
import type { Connection, Connections } from '../connection/connections';
import type { Session } from '../model/session';
import type { AgentKind, Task } from '../model/task';
import { isSettled } from '../model/task';
import type { Store } from '../store/store';
import { settle } from '../sync/applyAnswer';
import type { Clock } from '../util/clock';
import { TASK_BUSY } from '../../protocol/wire';
import type { SessionOperations } from './sessions';

/** What a person (or another extension) asks for. */
export interface TaskRequest {
  readonly agent: AgentKind;
  readonly text: string;
  /** Absent: an idle session is taken, or a new one created. */
  readonly sessionId?: string;
}

/** A task that went out, and what came back. */
interface Sent {
  readonly session: Session;
  readonly result: ExecutionResult;
}

/** A task the service has accepted. */
export interface StartedTask {
  readonly sessionId: string;
  readonly taskId: string;
}

export interface TaskOperationsOptions {
  readonly store: Store;
  readonly connections: Pick<Connections, 'current' | 'open' | 'clientOf'>;
  readonly sessions: Pick<SessionOperations, 'create' | 'idle' | 'attach' | 'markGone'>;
  readonly clock: Clock;
}

const CALLED_OFF = 'Stopped before it was sent.';
const SENT_UNCONFIRMED =
  'The task was sent, but no answer came: it may or may not be running. Look at its session before you run it again.';

/** Says what is wrong with a task's text; `undefined` when nothing is. */
export function taskTextProblem(text: string): string | undefined {
  if (text.trim() === '') return 'Say what the agent should do, for example: Open Chrome browser';
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_TASK_BYTES) return undefined;
  return `This task is ${kilobytes(bytes)} long; at most ${kilobytes(MAX_TASK_BYTES)} can be sent. Shorten it, or put the details into a file or page that the agent can open.`;
}

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KB`;

/** A task on its way to the service. */
interface Submission {
  /** Whether the service may have the task by now. */
  sent: boolean;
  /** Ends the waiting for its answer. */
  readonly giveUp: AbortController;
}

/** What can be done with tasks. */
export class TaskOperations {
  /** By our task id. */
  readonly #submissions = new Map<string, Submission>();

  constructor(private readonly options: TaskOperationsOptions) {}

  /**
   * Records a task, at once and before anything is sent, and hands it to an agent.
   * @returns `task` as recorded, and `started`, which settles when the service has answered.
   * @throws {ServiceError} `badInput` when the text is no task; nothing is recorded then.
   */
  async run(request: TaskRequest): Promise<{ readonly task: Task; readonly started: Promise<StartedTask> }> {
    const { store, connections, clock } = this.options;
    const problem = taskTextProblem(request.text);
    if (problem !== undefined) throw new ServiceError('badInput', problem);
    const known = request.sessionId === undefined ? undefined : store.session(request.sessionId);
    const task: Task = {
      id: randomUUID(),
      connection: known?.connection ?? (await connections.current()),
      windowPid: process.pid,
      agent: request.agent,
      text: request.text.trim(),
      state: 'submitting',
      createdAt: clock.now(),
      actions: [],
    };
    store.putTask(task);
    const started = this.#submit(task, request.sessionId);
    return { task, started };
  }

  /** Hands the text of an earlier task to an agent once more, as a new task. */
  runAgain(id: string): ReturnType<TaskOperations['run']> {
    const { agent, text } = this.#task(id);
    return this.run({ agent, text });
  }

  /**
   * Asks the service to end a task. It counts as terminated only when the service has confirmed it, which the poller sees.
   * A task that has not been sent is not sent any more. One whose answer is still awaited is terminated as soon as the
   * service has given it an id; asked for a second time, the waiting ends instead.
   * @throws {ServiceError} when the service could not be asked; unless it may have heard us, the task then runs on.
   */
  async terminate(id: string): Promise<void> {
    const { store, clock } = this.options;
    const task = this.#task(id);
    if (isSettled(task)) return;
    const submission = this.#submissions.get(id);
    if (!submission) return this.#endAtService(task);
    if (!submission.sent) store.updateTask(id, (current) => settle(current, 'notSent', clock.now(), CALLED_OFF));
    if (!submission.sent || task.state === 'terminating') submission.giveUp.abort();
    else store.updateTask(id, (current) => ({ ...current, state: 'terminating' }));
  }

  /** Asks the service how a task is. Never rejects: a failure, of whatever kind, is in the result. */
  async ask(task: Task, signal: AbortSignal): Promise<QueryResult> {
    try {
      const { agent, taskId } = this.#atService(task);
      return await agent.getTaskStatus(taskId, { signal });
    } catch (error) {
      return unanswered(error instanceof ServiceError ? error : new ServiceError('badReply', String(error)));
    }
  }

  /** Takes a settled task out of the list. */
  forget(id: string): void {
    const task = this.options.store.task(id);
    if (task && isSettled(task)) this.options.store.removeTask(id);
  }

  async #submit(task: Task, sessionId: string | undefined): Promise<StartedTask> {
    const { store, clock } = this.options;
    const submission: Submission = { sent: false, giveUp: new AbortController() };
    this.#submissions.set(task.id, submission);
    try {
      await store.flush();
      const { session, result } = await orGivenUp(this.#execute(task, sessionId, submission), submission.giveUp.signal);
      const error = failureOf(result);
      if (error) throw error;
      const accepted = store.updateTask(task.id, (current) => ({
        ...current,
        taskId: result.taskId,
        state: current.state === 'terminating' ? 'terminating' : 'running',
      }));
      if (accepted?.state === 'terminating') await this.#endAtService(accepted);
      return { sessionId: session.sessionId, taskId: result.taskId };
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      const inDoubt = submission.sent && error instanceof ServiceError && mayHaveBeenAccepted(error);
      store.updateTask(task.id, (current) => {
        if (current.taskId !== undefined) return current;
        return inDoubt
          ? settle(current, 'unknown', clock.now(), `${SENT_UNCONFIRMED} (${words})`)
          : settle(current, 'notSent', clock.now(), words);
      });
      throw error;
    } finally {
      this.#submissions.delete(task.id);
    }
  }

  async #execute(task: Task, sessionId: string | undefined, submission: Submission): Promise<Sent> {
    const { sessions, connections, store } = this.options;
    if (sessionId !== undefined) {
      const session = store.session(sessionId) ?? (await sessions.attach(sessionId, task.connection));
      return this.#send(task, session, submission);
    }
    // An idle session may have ended since we last heard of it, or be busy with somebody else's task: the service then
    // refuses, so the task was not taken and may go to another session.
    const connection = await connections.open(task.connection);
    for (let idle = this.#takeIdle(task, connection); idle; idle = this.#takeIdle(task, connection)) {
      const sent = await this.#send(task, idle, submission);
      const isBusy = !sent.result.success && sent.result.errorMessage.includes(TASK_BUSY);
      if (!isBusy && !isSessionGone(sent.result)) return sent;
      submission.sent = false;
      this.#move(task, undefined);
      if (isBusy) break;
    }
    this.#checkWanted(task);
    return this.#send(task, await sessions.create(task.agent, task.connection), submission);
  }

  /** Takes an idle session for the task in the same breath, so that two tasks never take the same one. */
  #takeIdle(task: Task, connection: Connection): Session | undefined {
    this.#checkWanted(task);
    const session = this.options.sessions.idle(task.agent, connection);
    if (session) this.#move(task, session.sessionId);
    return session;
  }

  async #send(task: Task, session: Session, submission: Submission): Promise<Sent> {
    const { store, connections, sessions } = this.options;
    this.#checkWanted(task);
    this.#move(task, session.sessionId);
    await store.flush();
    this.#checkWanted(task);
    const agent = connections.clientOf(session).session(session.sessionId).agent[task.agent];
    submission.sent = true;
    const result = await agent.executeTask(task.text, { signal: submission.giveUp.signal });
    if (isSessionGone(result)) {
      // The task is on its way elsewhere, or not sent: it does not end with this session.
      this.#move(task, undefined);
      sessions.markGone(session.sessionId, result.errorMessage);
    }
    return { session, result };
  }

  /** @throws {ServiceError} `aborted` when the task was called off, or its session deleted, while we were at it. */
  #checkWanted({ id }: Task): void {
    const task = this.options.store.task(id);
    if (!task || isSettled(task)) throw new ServiceError('aborted', CALLED_OFF, { requestSent: false });
  }

  async #endAtService(task: Task): Promise<void> {
    const { store } = this.options;
    const { agent, taskId } = this.#atService(task);
    store.updateTask(task.id, (current) => ({ ...current, state: 'terminating' }));
    const error = failureOf(await agent.terminateTask(taskId));
    if (!error) return;
    // Where the service may have heard us, what it says later decides.
    if (!mayHaveBeenAccepted(error)) {
      store.updateTask(task.id, (current) =>
        current.state === 'terminating' ? { ...current, state: 'running' } : current,
      );
    }
    throw error;
  }

  /** @throws {ServiceError} when there is nobody to ask about the task. */
  #atService({ agent, sessionId, taskId }: Task) {
    const session = sessionId === undefined ? undefined : this.options.store.session(sessionId);
    if (!session || taskId === undefined) throw new ServiceError('badInput', 'AgentBay has no such task.');
    return { taskId, agent: this.options.connections.clientOf(session).session(session.sessionId).agent[agent] };
  }

  #move({ id }: Task, sessionId: string | undefined): void {
    this.options.store.updateTask(id, ({ sessionId: _before, ...task }) => ({
      ...task,
      ...(sessionId !== undefined && { sessionId }),
    }));
  }

  #task(id: string): Task {
    const task = this.options.store.task(id);
    if (!task) throw new ServiceError('badInput', 'This task is no longer in the list.');
    return task;
  }
}

/** What kept a call from doing what it was made for; `undefined` when it did. */
const failureOf = ({ success, error, errorMessage }: ExecutionResult): ServiceError | undefined =>
  success ? undefined : (error ?? new ServiceError('badReply', errorMessage));

const isSessionGone = ({ error }: ExecutionResult): boolean =>
  error?.kind === 'notFound' && error.detail.subject === 'session';

/** Waits for `work`, but not beyond the moment somebody gives up; what `work` does then, it does on its own. */
function orGivenUp<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new ServiceError('aborted', CALLED_OFF)), { once: true });
    work.then(resolve, reject);
  });
}

function unanswered(error: ServiceError): QueryResult {
  return {
    success: false,
    requestId: '',
    taskId: '',
    taskStatus: 'unknown',
    rawStatus: '',
    taskAction: '',
    taskProduct: '',
    errorMessage: error.message,
    error,
  };
}

import { randomUUID } from 'node:crypto';
import { type ExecutionResult, MAX_TASK_BYTES, mayHaveBeenAccepted, type QueryResult, ServiceError } from '../api';
import type { Connections } from '../connection/connections';
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

/** What can be done with tasks. */
export class TaskOperations {
  /** Submissions under way, by our task id, so that they can be called off. */
  readonly #submissions = new Map<string, AbortController>();

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
   * @throws {ServiceError} when the service could not be asked; the task then runs on.
   */
  async terminate(id: string): Promise<void> {
    const { store, connections } = this.options;
    const task = this.#task(id);
    if (isSettled(task)) return;
    const submission = this.#submissions.get(id);
    if (submission) {
      submission.abort();
      return;
    }
    const session = task.sessionId === undefined ? undefined : store.session(task.sessionId);
    if (!session || task.taskId === undefined) return;
    const agent = connections.clientOf(session).session(session.sessionId).agent[task.agent];
    store.updateTask(id, (current) => ({ ...current, state: 'terminating' }));
    const result = await agent.terminateTask(task.taskId);
    if (result.success) return;
    store.updateTask(id, (current) => (current.state === 'terminating' ? { ...current, state: 'running' } : current));
    throw result.error ?? new ServiceError('badReply', result.errorMessage);
  }

  /** Asks the service how a task is. A failure, of whatever kind, is in the result. */
  async ask(task: Task, signal: AbortSignal): Promise<QueryResult> {
    try {
      const session = task.sessionId === undefined ? undefined : this.options.store.session(task.sessionId);
      if (!session || task.taskId === undefined) throw new ServiceError('badInput', 'This task was never accepted.');
      const client = this.options.connections.clientOf(session);
      return await client.session(session.sessionId).agent[task.agent].getTaskStatus(task.taskId, { signal });
    } catch (error) {
      if (error instanceof ServiceError) return unanswered(error);
      throw error;
    }
  }

  /** Takes a settled task out of the list. */
  forget(id: string): void {
    const task = this.options.store.task(id);
    if (task && isSettled(task)) this.options.store.removeTask(id);
  }

  async #submit(task: Task, sessionId: string | undefined): Promise<StartedTask> {
    const { store, clock } = this.options;
    const submission = new AbortController();
    this.#submissions.set(task.id, submission);
    try {
      await store.flush();
      const { session, result } = await this.#execute(task, sessionId, submission.signal);
      if (result.success) {
        store.updateTask(task.id, (current) => ({ ...current, taskId: result.taskId, state: 'running' }));
        return { sessionId: session.sessionId, taskId: result.taskId };
      }
      const error = result.error ?? new ServiceError('badReply', result.errorMessage);
      if (mayHaveBeenAccepted(error)) {
        store.updateTask(task.id, (current) =>
          settle(current, 'unknown', clock.now(), `${SENT_UNCONFIRMED} (${error.message})`),
        );
      }
      throw error;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      store.updateTask(task.id, (current) =>
        settle(current, 'notSent', clock.now(), submission.signal.aborted ? 'Stopped before it was sent.' : reason),
      );
      throw error;
    } finally {
      this.#submissions.delete(task.id);
    }
  }

  async #execute(
    task: Task,
    sessionId: string | undefined,
    signal: AbortSignal,
  ): Promise<{ session: Session; result: ExecutionResult }> {
    if (sessionId !== undefined) {
      const session =
        this.options.store.session(sessionId) ?? (await this.options.sessions.attach(sessionId, task.connection));
      return { session, result: await this.#send(task, session, signal) };
    }
    // An idle session may have ended since we last heard of it, or be busy with somebody else's task: the service then
    // refuses, so the task was not taken and may go to another session.
    for (;;) {
      const idle = this.#idle(task, await this.options.connections.open(task.connection));
      if (!idle) break;
      const result = await this.#send(task, idle, signal);
      if (result.error?.kind === 'notFound' && result.error.detail.subject === 'session') {
        this.#move(task, undefined);
        this.options.sessions.markGone(idle.sessionId, result.errorMessage);
      } else if (result.success || !result.errorMessage.includes(TASK_BUSY)) {
        return { session: idle, result };
      } else {
        break;
      }
    }
    this.#move(task, undefined);
    const session = await this.options.sessions.create(task.agent, task.connection, signal);
    return { session, result: await this.#send(task, session, signal) };
  }

  /** Takes an idle session for the task in the same breath, so that two tasks never take the same one. */
  #idle(task: Task, connection: Awaited<ReturnType<Connections['open']>>): Session | undefined {
    const session = this.options.sessions.idle(task.agent, connection);
    if (session) this.#move(task, session.sessionId);
    return session;
  }

  async #send(task: Task, session: Session, signal: AbortSignal): Promise<ExecutionResult> {
    signal.throwIfAborted();
    this.#move(task, session.sessionId);
    await this.options.store.flush();
    const client = this.options.connections.clientOf(session);
    return client.session(session.sessionId).agent[task.agent].executeTask(task.text, { signal });
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

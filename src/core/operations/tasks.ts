import { randomUUID } from 'node:crypto';
import { MAX_TASK_BYTES, mayHaveBeenAccepted, type QueryResult, ServiceError } from '../api';
import type { Connections } from '../connection/connections';
import { type AgentKind, isSettled, type Task } from '../model/task';
import { failureOf, type StartedTask, Submission, type SubmissionOptions } from './submission';

/** What a person (or another extension) asks for. */
export interface TaskRequest {
  readonly agent: AgentKind;
  readonly text: string;
  /** Absent: an idle session is taken, or a new one created. */
  readonly sessionId?: string;
}

export interface TaskOperationsOptions extends SubmissionOptions {
  readonly connections: Pick<Connections, 'current' | 'open' | 'clientOf'>;
}

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
    const task = this.#task(id);
    if (isSettled(task)) return;
    const submission = this.#submissions.get(id);
    if (submission) submission.callOff();
    else await this.#endAtService(task);
  }

  /**
   * Asks the service how a task is: once, because whoever follows a task asks again by itself, at a pace of its own. Never
   * rejects: a failure, of whatever kind, is in the result.
   */
  async ask(task: Task, signal: AbortSignal): Promise<QueryResult> {
    try {
      const { agent, taskId } = this.#atService(task);
      return await agent.getTaskStatus(taskId, { signal, attempts: 1 });
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
    const submission = new Submission(this.options, task);
    this.#submissions.set(task.id, submission);
    try {
      const started = await submission.send(sessionId);
      const accepted = this.options.store.task(task.id);
      if (accepted?.state === 'terminating') await this.#endAtService(accepted);
      return started;
    } finally {
      this.#submissions.delete(task.id);
    }
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

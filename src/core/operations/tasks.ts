import { randomUUID } from 'node:crypto';
import { MAX_TASK_BYTES, mayHaveBeenAccepted, type QueryResult, ServiceError } from '../api';
import type { Connections } from '../connection/connections';
import { type AgentKind, isSettled, type Task } from '../model/task';
import type { Clock } from '../util/clock';
import { Gate } from '../util/gate';
import type { Windows } from '../windows/windows';
import { ownerAnswer } from './ownerAnswer';
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
  readonly windows: Pick<Windows, 'id' | 'wish' | 'unwish'>;
  /** Whether this window may write about a task; see the keeper. */
  readonly isMine: (task: Task) => boolean;
  readonly clock: Clock;
}

/** What came of ending all tasks. */
export interface TerminatedAll {
  /** How many were asked to end. */
  readonly asked: number;
  /** Those for which that could not be done, and why. */
  readonly failed: readonly { readonly task: Task; readonly error: unknown }[];
}

/** How long one question about a task may take, in ms: the next one is soon enough. */
const QUESTION_LIMIT_MS = 10_000;
/** How many tasks the service is asked to end at once. */
const ENDS_AT_ONCE = 8;
/** How long a window that closes waits for answers to what it has just sent, in ms. */
const FAREWELL_MS = 1_500;

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
  readonly #ends = new Gate(ENDS_AT_ONCE);
  #isClosed = false;

  constructor(private readonly options: TaskOperationsOptions) {}

  /**
   * Records a task, at once and before anything is sent, and hands it to an agent.
   * @returns `task` as recorded, and `started`, which settles when the service has answered.
   * @throws {ServiceError} `badInput` when the text is no task; nothing is recorded then.
   */
  async run(request: TaskRequest): Promise<{ readonly task: Task; readonly started: Promise<StartedTask> }> {
    const { store, connections, windows } = this.options;
    const problem = taskTextProblem(request.text);
    if (problem !== undefined) throw new ServiceError('badInput', problem);
    const known = request.sessionId === undefined ? undefined : store.session(request.sessionId);
    const connection = known?.connection ?? (await connections.current());
    if (this.#isClosed) throw new ServiceError('aborted', 'VS Code is closing.', { requestSent: false });
    const id = randomUUID();
    store.record(id, {
      type: 'created',
      connection,
      windowId: windows.id,
      agent: request.agent,
      text: request.text.trim(),
    });
    const task = this.#task(id);
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
   * service has given it an id; asked for a second time, the waiting ends instead. A task that another window looks after is
   * terminated by that window: its doing so, or not being able to, is waited for.
   * @throws {ServiceError} when the service could not be asked, and unless it may have heard us the task then runs on; `timeout`
   * when the other window does not answer, which does not forget the wish.
   */
  async terminate(id: string): Promise<void> {
    const task = this.#task(id);
    if (isSettled(task)) return;
    const submission = this.#submissions.get(id);
    if (submission && task.taskId === undefined) submission.callOff();
    else await this.#end(task);
  }

  /** Asks for the end of all tasks that have not settled, at once. Never rejects. */
  async terminateAll(): Promise<TerminatedAll> {
    const tasks = [...this.options.store.unsettled().values()];
    const ended = await Promise.allSettled(tasks.map(({ id }) => this.terminate(id)));
    return {
      asked: tasks.length,
      failed: tasks.flatMap((task, i) => {
        const end = ended[i];
        return end?.status === 'rejected' ? [{ task, error: end.reason as unknown }] : [];
      }),
    };
  }

  /**
   * Asks the service how a task is: once, because whoever follows a task asks again by itself, at a pace of its own. Never
   * rejects: a failure, of whatever kind, is in the result.
   */
  async ask(task: Task, signal: AbortSignal): Promise<QueryResult> {
    try {
      const { agent, taskId } = this.#atService(task);
      return await agent.getTaskStatus(taskId, {
        signal,
        attempts: 1,
        timeoutMs: QUESTION_LIMIT_MS,
      });
    } catch (error) {
      return unanswered(error instanceof ServiceError ? error : new ServiceError('badReply', String(error)));
    }
  }

  /** Takes a settled task out of the list. */
  forget(id: string): void {
    const task = this.options.store.task(id);
    if (task && isSettled(task)) this.options.store.removeTask(id);
  }

  /** Sends nothing more, and waits a moment for what has been sent: whoever comes later must not find it undecided. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const underWay = [...this.#submissions.values()];
    const limit = new AbortController();
    const ended = Promise.all(underWay.map((submission) => submission.close())).then(() => limit.abort());
    await Promise.race([ended, this.options.clock.sleep(FAREWELL_MS, limit.signal)]);
    for (const submission of underWay) submission.leave();
  }

  async #submit(task: Task, sessionId: string | undefined): Promise<StartedTask> {
    const endAccepted = async (): Promise<void> => {
      // A failure is a fact about the task by then; that it was accepted stands all the same.
      await this.#end(this.#task(task.id), true).catch(() => undefined);
    };
    const submission = new Submission(this.options, task, endAccepted);
    this.#submissions.set(task.id, submission);
    try {
      return await submission.send(sessionId);
    } finally {
      this.#submissions.delete(task.id);
    }
  }

  #end(task: Task, isFirst = task.state !== 'terminating'): Promise<void> {
    return this.options.isMine(task) ? this.#endAtService(task, isFirst) : this.#endByOwner(task);
  }

  /** @param isFirst Whether the service was provably not asked before. */
  async #endAtService(task: Task, isFirst: boolean): Promise<void> {
    const { store, sessions } = this.options;
    const { agent, taskId, sessionId } = this.#atService(task);
    store.record(task.id, { type: 'terminating' });
    await store.flush();
    const error = failureOf(await this.#ends.through(() => agent.terminateTask(taskId)));
    if (!error) return;
    if (error.kind === 'notFound' && error.detail.subject === 'session') {
      // Nothing is left to end.
      sessions.markGone(sessionId, error.message);
      return;
    }
    // It has ended at our earlier wish, then; the next question settles it.
    if (error.kind === 'notFound' && !isFirst) return;
    // Where the service may have heard us, now or before, what it says later decides.
    const isRunning = isFirst && !mayHaveBeenAccepted(error);
    const after = store.record(task.id, { type: 'terminateFailed', message: error.message, isRunning });
    if (after && !isSettled(after)) throw error;
  }

  async #endByOwner({ id }: Task): Promise<void> {
    const { windows } = this.options;
    windows.wish(id);
    try {
      await ownerAnswer(id, this.options);
    } catch (error) {
      // Whoever does not answer is asked again, or whoever takes its place.
      if (error instanceof ServiceError && error.kind === 'timeout') throw error;
      windows.unwish(id);
      throw error;
    }
    windows.unwish(id);
  }

  /** @throws {ServiceError} when there is nobody to ask about the task. */
  #atService({ agent, sessionId, taskId }: Task) {
    const session = sessionId === undefined ? undefined : this.options.store.session(sessionId);
    if (!session || taskId === undefined) throw new ServiceError('badInput', 'AgentBay has no such task.');
    return {
      taskId,
      sessionId: session.sessionId,
      agent: this.options.connections.clientOf(session).session(session.sessionId).agent[agent],
    };
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

import { TASK_BUSY } from '../../../../../src/protocol/wire';
import { ok, said, startService, type Answer, type Seen, type TestService } from '../../../../contract/support/service';

/** Something a window asked of the cloud. */
export interface Call {
  /** The action or tool. */
  readonly name: string;
  /** Which window asked: each has a key of its own here. */
  readonly key: string;
  readonly taskId: string;
}

const isOver = { Code: 'InvalidMcpSession.NotFound', Message: 'Resource [McpSession] is not found.', RequestId: 'R' };

/** A cloud of a test's own, on loopback: its tasks run until they are told to end, and it remembers who asked what. */
export class Cloud {
  readonly calls: Call[] = [];
  /** What was taken up, by the service's id: the text. */
  readonly taken = new Map<string, string>();
  /** Execute calls wait, once taken up, for what this resolves with. */
  beforeAnswer: () => Promise<void> = () => Promise.resolve();
  readonly #ended = new Map<string, string>();
  readonly #sessions = new Set<string>();
  /** The task a session is at work on. */
  readonly #atWork = new Map<string, string>();
  #service: TestService | undefined;

  static async start(): Promise<Cloud> {
    const cloud = new Cloud();
    cloud.#service = await startService((seen, response) => {
      const answer = cloud.#answer(seen);
      if (!(answer instanceof Promise)) return answer;
      void answer.then(({ status = 200, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body);
      });
      return undefined;
    });
    return cloud;
  }

  get endpoint(): string {
    return this.#service?.endpoint ?? '';
  }

  /** Those who asked how a task is, one entry for each question. */
  whoAsks(taskId: string): string[] {
    return this.calls.filter((call) => call.name.endsWith('_status') && call.taskId === taskId).map(({ key }) => key);
  }

  /** How often something was called. */
  count(name: string): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  finish(taskId: string): void {
    this.#ended.set(taskId, 'finished');
  }

  async close(): Promise<void> {
    await this.#service?.close();
  }

  #answer({ form, query }: Seen): Answer | Promise<Answer> {
    const name = form['Name'] ?? query['Action'] ?? '';
    const { task_id: taskId = '', task = '' } = JSON.parse(form['Args'] ?? '{}') as { task_id?: string; task?: string };
    const sessionId = form['SessionId'] ?? '';
    this.calls.push({ name, key: (form['Authorization'] ?? '').slice('Bearer '.length), taskId });
    if (name === 'CreateMcpSession') {
      const created = `session-${this.#sessions.size + 1}`;
      this.#sessions.add(created);
      return ok({ Success: true, SessionId: created });
    }
    if (name === 'DeleteSessionAsync') {
      this.#sessions.delete(sessionId);
      return ok();
    }
    if (!this.#sessions.has(sessionId)) return { status: 400, body: JSON.stringify(isOver) };
    if (name.endsWith('_execute_task')) return this.#take(sessionId, task);
    if (name.endsWith('_terminate_task')) this.#ended.set(taskId, 'terminated');
    const status = this.#ended.get(taskId) ?? 'running';
    return said({ task_id: taskId, status, action: '', product: status === 'finished' ? 'Done.' : '' });
  }

  #take(sessionId: string, task: string): Answer | Promise<Answer> {
    const before = this.#atWork.get(sessionId);
    if (before !== undefined && !this.#ended.has(before)) return said(`${TASK_BUSY} in this session`, true);
    const taskId = `task-${this.taken.size + 1}`;
    this.taken.set(taskId, task);
    this.#atWork.set(sessionId, taskId);
    return this.beforeAnswer().then(() => said({ task_id: taskId, status: 'running' }));
  }
}

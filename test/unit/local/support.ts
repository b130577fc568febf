import assert from 'node:assert/strict';
import { usualLimits, type Limits } from '../../../src/local/agent/context';
import { startLocal, type Local } from '../../../src/local/local';
import { parseOptions, type Options } from '../../../src/local/options';
import { agentTools } from '../../../src/protocol/wire';

/** The envelope as it came, with what tests look into. */
export interface Envelope {
  readonly status: number;
  readonly Code: string;
  readonly Message: string;
  readonly Success: boolean;
  readonly HostId?: string;
  readonly RequestId: string;
  readonly NextToken?: string;
  readonly TotalCount?: number;
  readonly Data: Readonly<Record<string, unknown>>;
}

/** What an agent's status tool said. */
export interface TaskAnswer {
  readonly task_id: string;
  readonly status: string;
  readonly action: string;
  readonly product: unknown;
  readonly error?: string;
}

/** A client of a Local in this process, as plain as the wire. */
export class TestLocal {
  readonly warnings: string[] = [];
  #local: Local | undefined;

  /** Starts with these command line arguments; elements and texts are waited for only briefly unless `limits` say otherwise. */
  async start(args: readonly string[] = [], limits: Partial<Limits> = {}, more: Partial<Options> = {}): Promise<this> {
    const parsed = parseOptions(args, process.env);
    assert.notEqual(parsed, 'help');
    if (parsed === 'help') return this;
    const options = { ...parsed, ...more };
    const brief = { ...usualLimits, elementMs: 2_000, textMs: 2_000, ...limits };
    this.#local = await startLocal(options, (message) => this.warnings.push(message), brief);
    return this;
  }

  get local(): Local {
    assert.ok(this.#local, 'Local has not been started');
    return this.#local;
  }

  async call(action: string, fields: Readonly<Record<string, string>> = {}): Promise<Envelope> {
    const { endpoint, apiKey } = this.local;
    const response = await fetch(`${endpoint}/?Action=${action}&Format=json`, {
      method: 'POST',
      body: new URLSearchParams({ Authorization: `Bearer ${apiKey}`, ...fields }),
    });
    const envelope = (await response.json()) as Omit<Envelope, 'status'>;
    return { status: response.status, ...envelope };
  }

  async createSession(fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const { Data } = await this.call('CreateMcpSession', fields);
    assert.equal(typeof Data['SessionId'], 'string');
    return String(Data['SessionId']);
  }

  /** The text a tool answered with. */
  async tool(
    sessionId: string,
    name: string,
    args: object,
  ): Promise<{ readonly isError: boolean; readonly text: string }> {
    const { Data } = await this.call('CallMcpTool', { SessionId: sessionId, Name: name, Args: JSON.stringify(args) });
    const content = Data['content'] as readonly { readonly text: string }[];
    return { isError: Data['isError'] === true, text: content[0]?.text ?? '' };
  }

  async execute(
    sessionId: string,
    task: string,
    agent: 'computer' | 'browser' = 'computer',
    more: object = {},
  ): Promise<string> {
    const { isError, text } = await this.tool(sessionId, agentTools[agent].execute, { task, ...more });
    assert.equal(isError, false, text);
    return (JSON.parse(text) as TaskAnswer).task_id;
  }

  async status(sessionId: string, taskId: string, agent: 'computer' | 'browser' = 'computer'): Promise<TaskAnswer> {
    const { isError, text } = await this.tool(sessionId, agentTools[agent].status, { task_id: taskId });
    assert.equal(isError, false, text);
    return JSON.parse(text) as TaskAnswer;
  }

  terminate(sessionId: string, taskId: string): ReturnType<TestLocal['tool']> {
    return this.tool(sessionId, agentTools.computer.terminate, { task_id: taskId });
  }

  /** Runs a task to its end. */
  async run(
    sessionId: string,
    task: string,
    agent: 'computer' | 'browser' = 'computer',
    more: object = {},
  ): Promise<TaskAnswer> {
    const taskId = await this.execute(sessionId, task, agent, more);
    return this.until(sessionId, taskId, ({ status }) => status !== 'running', agent);
  }

  /** Asks until the answer is the wanted one; the test's own timeout is the limit. */
  async until(
    sessionId: string,
    taskId: string,
    wanted: (answer: TaskAnswer) => boolean,
    agent: 'computer' | 'browser' = 'computer',
  ): Promise<TaskAnswer> {
    for (;;) {
      const answer = await this.status(sessionId, taskId, agent);
      if (wanted(answer)) return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async stop(): Promise<void> {
    await this.#local?.stop();
  }
}

import { randomBytes } from 'node:crypto';
import type { AgentName } from '../../protocol/wire';
import { atMost } from '../atMost';
import { messageOf } from '../failure';
import { Progress } from './progress';
import type { Verdict, Work } from './work';

/** How long a terminated task may take to come to rest before it is no longer waited for. */
const REST_MS = 300;

/** One piece of work, begun when it is made, and how it stands. */
export class LocalTask {
  readonly id = `task-${randomBytes(8).toString('hex')}`;
  readonly agent: AgentName;
  readonly progress = new Progress();
  /** Resolves when it has ended by itself or was terminated. */
  readonly ended: Promise<void>;
  readonly #work: Work;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  #isStopping = false;
  #verdict: Verdict | undefined;

  constructor(agent: AgentName, work: Work) {
    this.agent = agent;
    this.#work = work;
    const { signal } = this.#abort;
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.#done = this.#run();
    this.ended = Promise.race([this.#done, aborted]);
  }

  /** How it ended by itself; absent while it runs, and for good when it was terminated. */
  get verdict(): Verdict | undefined {
    return this.isTerminated ? undefined : this.#verdict;
  }

  /** What is being done; empty when nothing is. */
  get action(): string {
    return this.isRunning ? this.progress.action : '';
  }

  get isRunning(): boolean {
    return !this.#verdict && !this.isTerminated;
  }

  /** Whether it was terminated and has not come to rest. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Whether the session is in its hands: while it runs, and while it is being stopped. */
  get isBusy(): boolean {
    return this.isRunning || this.#isStopping;
  }

  get isTerminated(): boolean {
    return this.#abort.signal.aborted;
  }

  get onTerminate(): Work['onTerminate'] {
    return this.#work.onTerminate;
  }

  /** Hands on the person's answer to a `callForUser`. */
  resume(toolCallId: string, response: string): void {
    this.#work.resume?.(toolCallId, response);
  }

  /** Stops the work within a second, whatever it is doing, and leaves the session usable. */
  async terminate(): Promise<void> {
    if (!this.isRunning || this.onTerminate === 'ignores') return;
    this.cancel();
    this.#isStopping = true;
    try {
      await this.#work.abandon();
      await atMost(REST_MS, this.#done);
    } finally {
      this.#isStopping = false;
    }
  }

  /** Ends the task without seeing to what it worked with, for one whose session ends as well. */
  cancel(): void {
    if (this.isRunning) this.#abort.abort();
  }

  async #run(): Promise<void> {
    try {
      this.#verdict = await this.#work.run(this.#abort.signal, (event) => {
        if (this.isRunning) this.progress.report(event);
      });
    } catch (error) {
      // Aborted, which needs no verdict; or a mistake of ours, which must not take the server down.
      this.#verdict = { status: 'failed', product: '', error: `AgentBay Local made a mistake: ${messageOf(error)}` };
    }
  }
}

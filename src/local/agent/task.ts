import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../failure';
import { runTask, type TaskRequest, type Verdict, type Workplace } from './runTask';

/** How long a terminated task may take to come to rest before it is no longer waited for. */
const REST_MS = 300;

/** One piece of work, begun when it is made, and how it stands. */
export class LocalTask {
  readonly id = `task-${randomBytes(8).toString('hex')}`;
  readonly agent: TaskRequest['agent'];
  readonly #workplace: Workplace;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  #action = '';
  #isStopping = false;
  #verdict: Verdict | undefined;

  constructor(request: TaskRequest, workplace: Workplace) {
    this.agent = request.agent;
    this.#workplace = workplace;
    this.#done = this.#run(request);
  }

  /** How it ended by itself; absent while it runs, and for good when it was terminated. */
  get verdict(): Verdict | undefined {
    return this.isTerminated ? undefined : this.#verdict;
  }

  /** What is being done; empty when nothing is. */
  get action(): string {
    return this.isRunning ? this.#action : '';
  }

  get isRunning(): boolean {
    return !this.#verdict && !this.isTerminated;
  }

  /** Whether the browser is in its hands: while it runs, and while it is being stopped. */
  get isBusy(): boolean {
    return this.isRunning || this.#isStopping;
  }

  get isTerminated(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Stops the work within a second, whatever it is doing, and leaves the session usable. */
  async terminate(): Promise<void> {
    if (!this.isRunning) return;
    this.cancel();
    this.#isStopping = true;
    try {
      await this.#workplace.browser.abandon();
      await Promise.race([this.#done, sleep(REST_MS)]);
    } finally {
      this.#isStopping = false;
    }
  }

  /** Ends the task without seeing to the browser, for one whose browser ends as well. */
  cancel(): void {
    if (this.isRunning) this.#abort.abort();
  }

  async #run(request: TaskRequest): Promise<void> {
    const { signal } = this.#abort;
    try {
      this.#verdict = await runTask(request, this.#workplace, signal, (action) => {
        this.#action = action;
      });
    } catch (error) {
      // Aborted, which needs no verdict; or a mistake of ours, which must not take the server down.
      this.#verdict = { status: 'failed', product: '', error: `AgentBay Local made a mistake: ${messageOf(error)}` };
    }
  }
}

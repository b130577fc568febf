import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { AgentName } from '../../protocol/wire';
import type { EngineAddresses, Limits } from '../agent/context';
import { parseOutputSchema } from '../agent/schema';
import { inBrowser, type TaskRequest } from '../agent/runTask';
import { LocalTask } from '../agent/task';
import type { BrowserOptions } from '../browser/launch';
import { SessionBrowser } from '../browser/sessionBrowser';
import type { Clock } from '../clock';
import { LocalError } from '../failure';
import type { Script, SocketManners } from '../script/script';
import { scenarioFor, scripted } from '../script/scripted';
import { agentsOf } from './images';
import { Pushes } from './pushes';
import { ScratchFiles } from './scratchFiles';
import { SessionTasks } from './sessionTasks';

/** What all sessions share. */
export interface SessionSetup {
  /** Folder that holds the sessions' own. */
  readonly root: string;
  readonly browser: BrowserOptions;
  readonly engines: EngineAddresses;
  readonly limits: Limits;
  readonly clock: Clock;
  /** Plays the agents instead of Local's own, which then start no browser. */
  readonly script?: Script | undefined;
}

/** The service's words for how a session stands. */
export type SessionStatus = 'RUNNING' | 'PAUSING' | 'PAUSED' | 'RESUMING' | 'DELETING';

/** What a new session is to be. */
export interface SessionRequest {
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Released when nobody has used it for so long. */
  readonly idleTimeoutMs: number;
}

/** A task as a session is asked to do it. */
export interface SessionTask extends Omit<TaskRequest, 'schema'> {
  /** JSON Schema as text or object, unread. */
  readonly outputSchema?: unknown;
  /** Whether somebody listens who could answer the agent's questions. */
  readonly isStreamed?: boolean;
}

/** One environment: a browser with a profile of its own, a folder for files, and one task at a time. */
export class Session {
  readonly id = `session-${randomBytes(9).toString('hex')}`;
  /** Its place in the order of creation, from 1. */
  readonly number: number;
  readonly imageId: string;
  readonly agents: readonly AgentName[];
  readonly browser: SessionBrowser;
  readonly pushes = new Pushes();
  labels: Readonly<Record<string, string>>;
  /** The browser agent's options from its last initialize; each task may bring its own. */
  outputSchema: unknown;
  readonly #folder: string;
  readonly #files: ScratchFiles;
  readonly #setup: SessionSetup;
  readonly #idleTimeoutMs: number;
  readonly #tasks = new SessionTasks();
  #status: SessionStatus = 'RUNNING';
  #usedAt: number;
  /** Callers who are being served. */
  #users = 0;
  readonly #ending = new AbortController();
  #deleting: Promise<void> | undefined;

  constructor(number: number, { imageId, labels, idleTimeoutMs }: SessionRequest, setup: SessionSetup) {
    this.number = number;
    this.imageId = imageId;
    this.agents = agentsOf(imageId, setup.script !== undefined) ?? [];
    this.labels = labels;
    this.#setup = setup;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#usedAt = setup.clock.now();
    setMaxListeners(0, this.ending); // One for each of its sockets, of which there may be many.
    this.#folder = path.join(setup.root, this.id);
    this.#files = new ScratchFiles(path.join(this.#folder, 'files'));
    this.browser = new SessionBrowser(path.join(this.#folder, 'profile'), path.join(setup.root, 't'), setup.browser);
  }

  get status(): SessionStatus {
    return this.#deleting ? 'DELETING' : this.#status;
  }

  /** Aborted when the session begins to be deleted. */
  get ending(): AbortSignal {
    return this.#ending.signal;
  }

  /** Somebody uses the session: its idle time starts again. */
  touch(): void {
    this.#usedAt = this.#setup.clock.now();
  }

  /** Serves a caller: until that is done the session is not idle. */
  async serve<T>(work: () => T | Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await work();
    } finally {
      this.#users--;
      this.touch();
    }
  }

  /**
   * When its idle time is over, in ms since the epoch, if nobody uses it from here on. A session at work or in
   * use is not idle, nor is one that was paused to be kept: theirs has not begun.
   */
  get idleAt(): number {
    const isIdle = this.status === 'RUNNING' && !this.isBusy && this.#users === 0;
    return (isIdle ? this.#usedAt : this.#setup.clock.now()) + this.#idleTimeoutMs;
  }

  /** Whether a task runs or is just being stopped. */
  get isBusy(): boolean {
    return this.#tasks.isBusy;
  }

  /** What its task says it is doing; empty when it says nothing, or none runs. */
  get action(): string {
    return this.#tasks.action;
  }

  task(id: string): LocalTask | undefined {
    return this.#tasks.get(id);
  }

  /**
   * Begins a task. The caller has made sure that none is running.
   * @throws {LocalError} for an output schema that is none, and when the session is paused.
   */
  run({ outputSchema, isStreamed = false, ...request }: SessionTask): LocalTask {
    this.checkRunning();
    const schema =
      parseOutputSchema(outputSchema) ??
      (request.agent === 'browser' ? parseOutputSchema(this.outputSchema) : undefined);
    const { engines, limits, script } = this.#setup;
    const work = script
      ? scripted(script, { ...request, isStreamed }, this.pushes)
      : inBrowser({ ...request, schema }, { browser: this.browser, files: this.#files, engines, limits });
    const task = new LocalTask(request.agent, work);
    this.#tasks.add(task);
    // What is idle begins when the work ends, whether or not somebody asks.
    void task.ended.then(() => this.touch());
    return task;
  }

  /** How the socket is to behave over a task, by the script. */
  mannersFor(agent: AgentName, text: string): SocketManners {
    return scenarioFor(this.#setup.script ?? [], { agent, text })?.socket ?? {};
  }

  /** @throws {LocalError} unless the session can be worked in. */
  checkRunning(): void {
    if (this.status === 'RUNNING') return;
    throw new LocalError(`The session is ${this.status}; it works only while it is RUNNING. Resume it first.`);
  }

  /**
   * Closes the browser and keeps its profile and the files. Pages do not survive: what is needed is opened again on demand.
   * @returns Resolves when the session is `PAUSED`.
   * @throws {LocalError} at once, when it is not `RUNNING` or a task runs: a task cannot be halted halfway and go on later.
   */
  pause(): Promise<void> {
    this.checkRunning();
    if (this.isBusy) {
      throw new LocalError(
        'A task runs in the session and cannot be halted halfway. Wait for its end or terminate it.',
      );
    }
    this.#status = 'PAUSING';
    return this.browser.close().finally(() => (this.#status = 'PAUSED'));
  }

  /**
   * @returns Resolves when the session is `RUNNING`: its profile is free for a browser again.
   * @throws {LocalError} at once, unless it is `PAUSED`.
   */
  resume(): Promise<void> {
    if (this.status !== 'PAUSED') throw new LocalError(`The session is ${this.status}, not PAUSED.`);
    this.#status = 'RESUMING';
    return this.browser.ended.finally(() => {
      this.#status = 'RUNNING';
      this.touch();
    });
  }

  /** Ends the task and the browser and removes all that is on disk. May be called again; resolves when it is done. */
  delete(): Promise<void> {
    this.#deleting ??= (async () => {
      this.#ending.abort();
      this.#tasks.cancel();
      await this.browser.dispose();
      await this.#removeFolder();
      // A browser that took longer to end has made its folder anew. What cannot be removed goes with all else when Local ends.
      void this.browser.ended.then(() => this.#removeFolder()).catch(() => undefined);
    })();
    return this.#deleting;
  }

  #removeFolder(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

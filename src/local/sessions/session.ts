import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { EngineAddresses, Limits } from '../agent/context';
import { parseOutputSchema } from '../agent/schema';
import type { TaskRequest } from '../agent/runTask';
import { LocalTask } from '../agent/task';
import type { BrowserOptions } from '../browser/launch';
import { SessionBrowser } from '../browser/sessionBrowser';
import { agentsOf, type AgentName } from './images';
import { ScratchFiles } from './scratchFiles';

/** What all sessions share. */
export interface SessionSetup {
  /** Folder that holds the sessions' own. */
  readonly root: string;
  readonly browser: BrowserOptions;
  readonly engines: EngineAddresses;
  readonly limits: Limits;
}

/** Ended tasks that stay readable; older ones are forgotten. */
const MOST_TASKS = 50;

/** One environment: a browser with a profile of its own, a folder for files, and one task at a time. */
export class Session {
  readonly id = `session-${randomBytes(9).toString('hex')}`;
  /** Its place in the order of creation, from 1. */
  readonly number: number;
  readonly imageId: string;
  readonly agents: readonly AgentName[];
  readonly browser: SessionBrowser;
  labels: Readonly<Record<string, string>>;
  /** The browser agent's options from its last initialize; each task may bring its own. */
  outputSchema: unknown;
  readonly #folder: string;
  readonly #files: ScratchFiles;
  readonly #setup: SessionSetup;
  readonly #tasks = new Map<string, LocalTask>();
  #deleting: Promise<void> | undefined;

  constructor(number: number, imageId: string, labels: Readonly<Record<string, string>>, setup: SessionSetup) {
    this.number = number;
    this.imageId = imageId;
    this.agents = agentsOf(imageId) ?? [];
    this.labels = labels;
    this.#setup = setup;
    this.#folder = path.join(setup.root, this.id);
    mkdirSync(this.#folder, { mode: 0o700 });
    for (const name of ['profile', 'files']) mkdirSync(path.join(this.#folder, name), { mode: 0o700 });
    this.#files = new ScratchFiles(path.join(this.#folder, 'files'));
    this.browser = new SessionBrowser(path.join(this.#folder, 'profile'), path.join(setup.root, 't'), setup.browser);
  }

  get status(): 'RUNNING' | 'DELETING' {
    return this.#deleting ? 'DELETING' : 'RUNNING';
  }

  /** Whether a task runs or is just being stopped. */
  get isBusy(): boolean {
    return [...this.#tasks.values()].some((task) => task.isBusy);
  }

  task(id: string): LocalTask | undefined {
    return this.#tasks.get(id);
  }

  /** Begins a task. The caller has made sure that none is running. */
  run(request: Omit<TaskRequest, 'schema'> & { readonly outputSchema: unknown }): LocalTask {
    const schema =
      parseOutputSchema(request.outputSchema) ??
      (request.agent === 'browser' ? parseOutputSchema(this.outputSchema) : undefined);
    const { engines, limits } = this.#setup;
    const task = new LocalTask({ ...request, schema }, { browser: this.browser, files: this.#files, engines, limits });
    this.#tasks.set(task.id, task);
    for (const id of this.#tasks.keys()) {
      if (this.#tasks.size <= MOST_TASKS) break;
      this.#tasks.delete(id);
    }
    return task;
  }

  /** Ends the task and the browser and removes all that is on disk. May be called again; resolves when it is done. */
  delete(): Promise<void> {
    this.#deleting ??= (async () => {
      for (const task of this.#tasks.values()) task.cancel();
      await this.browser.dispose();
      await rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    })();
    return this.#deleting;
  }
}

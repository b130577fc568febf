import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ServiceError } from '../api';
import { type Disposable, Emitter } from '../util/emitter';
import type { Logger } from '../util/logger';

/** A running AgentBay Local. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly apiKey: string;
  readonly pid: number;
}

/** AgentBay Local has ended. `reason` is a sentence for the tasks that ended with it. */
export interface LocalStop {
  readonly pid: number;
  readonly reason: string;
}

export interface LocalProcessOptions {
  /** The bundle to run, `dist/local.js`. */
  readonly script: string;
  /** Command line options, read anew at each start. */
  readonly args: () => readonly string[];
  readonly log: Logger;
}

const START_LIMIT_MS = 20_000;
/** VS Code gives an extension five seconds to leave, and more is to be done than this. */
const STOP_LIMIT_MS = 2_500;

/**
 * AgentBay Local as a child process: started on first need, started again on the next need should it die. It ends with this
 * process, by itself, because its channel to us closes.
 */
export class LocalProcess implements Disposable {
  #child: ChildProcess | undefined;
  /** Resolves when the present child is gone. */
  #ended: Promise<void> = Promise.resolve();
  #started: Promise<LocalServer> | undefined;
  #stopping = false;
  readonly #stopped = new Emitter<LocalStop>();
  readonly onDidStop = this.#stopped.event;
  /** The server that runs now, if one does. */
  running: LocalServer | undefined;

  constructor(private readonly options: LocalProcessOptions) {}

  /** @throws {ServiceError} `network` when the server cannot be started. */
  start(): Promise<LocalServer> {
    this.#started ??= this.#launch().catch((error: unknown) => {
      this.#started = undefined;
      throw error;
    });
    return this.#started;
  }

  /** Ends the server and waits for it, a few seconds at most. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#stopping = true;
    if (child.connected) child.send({ type: 'stop' }, () => child.connected && child.disconnect());
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.#ended;
    clearTimeout(limit);
  }

  dispose(): void {
    void this.stop();
    this.#stopped.dispose();
  }

  async #launch(): Promise<LocalServer> {
    const { script, args, log } = this.options;
    // Local has no business with the key of the cloud.
    const { AGENTBAY_API_KEY: _key, ...env } = process.env;
    const child = fork(script, ['--port', '0', ...args()], {
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    // Before any listener that could throw: whoever waits for the end must hear of it. A child that never began ends by `error`.
    this.#ended = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => child.pid === undefined && resolve());
    });
    this.#stopping = false;
    let lastWords = '';
    if (child.stderr) {
      createInterface(child.stderr).on('line', (line) => {
        lastWords = line;
        log.warn(`AgentBay Local: ${line}`);
      });
    }
    child.once('exit', (code, signal) => this.#onExit(child, signal ?? `exit code ${String(code)}`));
    child.once('error', (error) => child.pid === undefined && this.#onExit(child, error.message));

    const server = await firstLine(child)
      .then((line) => parseGreeting(line, child))
      .catch((error: unknown) => {
        child.kill('SIGKILL');
        const why = lastWords || (error instanceof Error ? error.message : String(error));
        throw new ServiceError('network', `AgentBay Local did not start: ${why}`, { cause: error });
      });
    if (this.#child !== child) throw new ServiceError('network', 'AgentBay Local ended as soon as it had started.');
    log.info(`AgentBay Local ${server.pid} listens at ${server.endpoint}`);
    this.running = server;
    return server;
  }

  #onExit(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    const server = this.running;
    this.#child = undefined;
    this.#started = undefined;
    this.running = undefined;
    this.options.log.info(`AgentBay Local ended (${how})`);
    if (!server) return;
    const reason = this.#stopping ? 'AgentBay Local was stopped.' : `AgentBay Local stopped unexpectedly (${how}).`;
    this.#stopped.fire({ pid: server.pid, reason });
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('it said nothing for 20 seconds')), START_LIMIT_MS);
    child.once('exit', (code) => reject(new Error(`it ended with code ${String(code)}`)));
    child.once('error', reject);
    if (child.stdout) createInterface(child.stdout).once('line', resolve);
    child.once('exit', () => clearTimeout(limit));
    child.stdout?.once('data', () => clearTimeout(limit));
  });
}

function parseGreeting(line: string, child: ChildProcess): LocalServer {
  const greeting: unknown = JSON.parse(line);
  if (typeof greeting === 'object' && greeting !== null && 'endpoint' in greeting && 'apiKey' in greeting) {
    const { endpoint, apiKey } = greeting;
    if (typeof endpoint === 'string' && typeof apiKey === 'string' && child.pid !== undefined) {
      return { endpoint, apiKey, pid: child.pid };
    }
  }
  throw new Error('it did not say where it listens');
}

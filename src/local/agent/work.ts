import type { ProgressEvent } from './progress';

/** How a task ended. `product` is text or an object; `error` is empty unless it says why not. */
export interface Verdict {
  /** The service's word for it: `finished`, `failed`, `unsupported`; a script may say any other. */
  readonly status: string;
  readonly product: unknown;
  readonly error: string;
}

/** What the status tool answers about a terminated task: that it is gone, as the cloud does, or a last status. */
export type AfterTerminate = 'gone' | 'status';

/** What a task does: Local's own agent at work in the browser, or a script that is played. */
export interface Work {
  /**
   * Does it, telling what happens.
   * @throws only the reason of `signal` when that aborts; whatever else goes wrong is in the verdict.
   */
  readonly run: (signal: AbortSignal, report: (event: ProgressEvent) => void) => Promise<Verdict>;
  /** Brings to rest what was under way when it was aborted. Does not reject. */
  readonly abandon: () => Promise<void>;
  /** Takes the person's answer to a `callForUser`. An answer nobody waits for is dropped. */
  readonly resume?: (toolCallId: string, response: string) => void;
  /** What comes of a terminate, when the server's setting is not to decide; `ignores`: nothing, the task goes on. */
  readonly onTerminate?: AfterTerminate | 'ignores' | undefined;
}

import type { CallOptions } from '../results';
import type { TaskEvent } from './events';

/** What a task of the browser agent may be told beside its words. What is left out is as `initialize` set it. */
export interface BrowserTaskOptions extends CallOptions {
  /** Let the agent look at pages as pictures too. What the service does unless told is not known: the SDKs disagree. */
  readonly useVision?: boolean | undefined;
  /**
   * A JSON Schema, as an object or as JSON text, that the task's product shall follow; `''` for none. The product is checked
   * against it, see `SchemaViolation`. Drafts: 2020-12, or the one its `$schema` names of 2019-09 and 07.
   */
  readonly outputSchema?: string | Readonly<Record<string, unknown>> | undefined;
  /** Screenshots show the whole page, not only what is in view. Taken by the service since the official SDK's 0.16. */
  readonly fullPageScreenshot?: boolean | undefined;
}

/** How a task is followed. */
export interface WatchOptions {
  /** Ends the watching; the task goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Longest time to watch, in ms, from when the watching begins; no limit unless told. */
  readonly timeoutMs?: number | undefined;
  /**
   * When the time is over: ask for the task's end, and wait up to 30 s more until the service confirms it. Otherwise the task
   * is left running.
   */
  readonly terminateOnTimeout?: boolean | undefined;
  /** Tell the session's push notifications too. While the task is watched, this keeps its WebSocket open, where it has one. */
  readonly withPushes?: boolean | undefined;
}

/** What is told while a task is waited for. */
export interface WaitListener {
  /** Gets each event as it comes, the `end` too. What it throws comes out of the waiting call; the task goes on. */
  readonly onEvent?: ((event: TaskEvent) => void) | undefined;
}

/** How a task is run and waited for: what its agent takes, and the patience. */
export type WaitOptions<Options extends CallOptions = CallOptions> = Options &
  WatchOptions &
  WaitListener & {
    /** Longest time to wait, in ms, from when the task was accepted; `Infinity` waits for good. */
    readonly timeoutMs: number;
  };

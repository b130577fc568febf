import type { TaskState } from '../model/task';
import type { ServiceError } from './errors';
import type { AttachedContext } from './session/attach';
import type { MountedContext } from './session/contextMounts';
import type { Session } from './session/session';
import type { SessionStatus } from './session/sessionStatus';

/** One call. */
export interface CallOptions {
  /** Ends the waiting for this call; what the service has already accepted goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Limit for this call with all its attempts, in ms; the client's own limit unless told. */
  readonly timeoutMs?: number | undefined;
  /** How often a call that may be repeated is tried at most, from 1; 4 unless told. */
  readonly attempts?: number | undefined;
}

/** What every result says. Calls do not throw: a failure is a result with `success: false`. */
export interface ApiResult {
  /** The call did what it was made for. */
  readonly success: boolean;
  /** The service's id of the last request; `''` when none was answered. */
  readonly requestId: string;
  /** For a person; `''` when there is nothing to say. */
  readonly errorMessage: string;
  /** The call failed: this says how. Absent when the call went well and the *task* failed. */
  readonly error?: ServiceError;
}

/** The answer to creating a session, or attaching to one. */
export interface SessionResult extends ApiResult {
  /** Present if and only if `success`. */
  readonly session?: Session;
  /** What the session was started from; absent where the service does not say. */
  readonly imageId?: string;
  /** How it is, when it was attached to; `unknown` where the service does not say. */
  readonly status?: SessionStatus;
  /** The contexts it has, when it was attached to. */
  readonly contexts?: readonly AttachedContext[];
  /** What came of the contexts it was created with. */
  readonly mounts?: readonly MountedContext[];
}

/** `success` when the session is gone, now or before. */
export type DeleteResult = ApiResult;
/** `success` when the browser agent took its options, or its browser was started. */
export type InitializationResult = ApiResult;

/** Where a task's product does not follow the output schema it was given. */
export interface SchemaViolation {
  /** The field, such as `weather.temperature` or `cities[0].name`; `''` for the product as a whole. */
  readonly field: string;
  /** A sentence without its full stop, such as `weather.temperature must be a number`. */
  readonly message: string;
}

/** A piece of an agent's work, as the mobile agent tells it. */
export interface TaskFragment {
  /** When the agent said it, in ms since the epoch; absent when the service does not say. */
  readonly at?: number;
  /** A piece of its thinking; may be `''`. */
  readonly reasoning: string;
  /** A piece of its answer; may be `''`. */
  readonly content: string;
}

/** The answer to executing, waiting for, or terminating a task. */
export interface ExecutionResult extends ApiResult {
  /** `''` when the service named none. */
  readonly taskId: string;
  /** `unknown` when the call failed and the service may have taken the task, `notSent` when it certainly did not. */
  readonly taskStatus: TaskState;
  /** The service's own status word; `''` when it sent none. */
  readonly rawStatus: string;
  /** What the task found or made: Markdown, or JSON text. */
  readonly taskResult: string;
  /** The task finished, and its result is not what the output schema asks for; `success` is false then. */
  readonly schemaViolation?: SchemaViolation;
}

/**
 * The answer to "how is the task?". `success: false` means that the question failed and says nothing about the task
 * (`taskStatus` is `unknown` then); a task that failed is a good answer with `taskStatus` `failed` and the reason.
 */
export interface QueryResult extends ApiResult {
  readonly taskId: string;
  readonly taskStatus: TaskState;
  /** The service's own status word; `''` when it sent none. */
  readonly rawStatus: string;
  /** What the agent says it is doing now. */
  readonly taskAction: string;
  /** What the task found or made: Markdown, or JSON text. */
  readonly taskProduct: string;
  /** Everything the mobile agent has told so far, oldest first; absent where the agent tells none. */
  readonly taskStream?: readonly TaskFragment[];
  /** The task finished, and its product is not what the output schema asks for; the question itself was answered. */
  readonly schemaViolation?: SchemaViolation;
}

/** How the browser agent shall work. */
export interface AgentOptions {
  /** Let the agent look at pages as pictures too; no unless told (official SDK 0.13, Python). */
  readonly useVision?: boolean;
  /** A JSON Schema, as an object or as JSON text, that the result shall follow; `''` for none. */
  readonly outputSchema?: string | Readonly<Record<string, unknown>>;
}

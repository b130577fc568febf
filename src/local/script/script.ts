import type { AgentName } from '../../protocol/wire';
import type { OddFrame } from '../agent/progress';
import type { Work } from '../agent/work';

/** What the agents do instead of Local's own work: a task follows the first scenario that fits it, or is `unsupported`. */
export type Script = readonly Scenario[];

/** One task as it is played. Times are milliseconds. */
export interface Scenario {
  /** What the task must hold, upper and lower case alike, or match; any task when absent. In JSON `{"pattern", "flags"}`. */
  readonly task?: string | RegExp | undefined;
  /** The agent it must be given to; any when absent. */
  readonly agent?: AgentName | undefined;
  /** Played one after another. */
  readonly steps?: readonly ScriptStep[] | undefined;
  /** How it ends when the steps are done; `never`: not by itself. */
  readonly end: ScriptEnd | 'never';
  /** What comes of a terminate. When absent the server decides; the mobile agent then shows its status. */
  readonly onTerminate?: Work['onTerminate'];
  /** How long a terminated task takes to come to rest; 0 when absent. The mobile agent is `cancelling` for that time. */
  readonly stopAfterMs?: number | undefined;
  readonly socket?: SocketManners | undefined;
}

/** How the socket behaves from the moment this scenario's task is asked for over it. */
export interface SocketManners {
  /** Cuts the connection instead of taking the task up; nothing was begun. */
  readonly dropsExec?: boolean | undefined;
  /** Pings stay unanswered. */
  readonly neverPongs?: boolean | undefined;
  /** `data` of each frame is JSON text instead of an object. */
  readonly dataAsText?: boolean | undefined;
}

/** What happens at one point, after a pause. Of several things in one step each happens, in the order given here. */
export interface ScriptStep {
  readonly afterMs?: number | undefined;
  readonly action?: string | undefined;
  /** In these texts and in the end's, `{answer}` stands for what the person last answered. */
  readonly reasoning?: string | undefined;
  readonly content?: string | undefined;
  readonly toolCall?: ScriptToolCall | undefined;
  readonly toolResult?: ScriptToolResult | undefined;
  readonly callForUser?: ScriptQuestion | undefined;
  readonly fault?: { readonly code: string; readonly message: string } | undefined;
  readonly push?: ScriptPush | undefined;
  /** For a streamed task: sends such a frame. */
  readonly frame?: OddFrame | undefined;
  /** For a streamed task: ends the connection, without a closing frame or with one. The task goes on. */
  readonly drop?: 'cut' | 'close' | undefined;
}

export interface ScriptToolCall {
  readonly toolName: string;
  readonly args?: unknown;
  /** `call-1`, `call-2`... when absent. */
  readonly toolCallId?: string | undefined;
}

/** Belongs to the last tool call when it does not say to which. */
export interface ScriptToolResult {
  readonly toolName?: string | undefined;
  readonly toolCallId?: string | undefined;
  readonly isError?: boolean | undefined;
  readonly output?: string | undefined;
  /** Base64 or an address. */
  readonly screenshot?: string | undefined;
  /** Instead of the other fields. */
  readonly mime?: Readonly<Record<string, unknown>> | undefined;
}

/** The task waits for the answer, unless it is polled: that route has no way to answer. */
export interface ScriptQuestion {
  readonly prompt: string;
  readonly toolCallId?: string | undefined;
  /** Goes on without an answer then; waits for good when absent. */
  readonly atMostMs?: number | undefined;
}

export interface ScriptPush {
  readonly code: number;
  /** `wuying_cdp_mcp_server` when absent. */
  readonly channel?: string | undefined;
  /** 1, 2... when absent. */
  readonly id?: number | undefined;
  readonly message?: string | undefined;
  readonly action?: string | undefined;
  readonly maxWaitTimeSeconds?: number | undefined;
  /** Whether the task waits until the client says that the person is done. */
  readonly waits?: boolean | undefined;
}

export interface ScriptEnd {
  readonly afterMs?: number | undefined;
  /** The service's word, or any other. `finished` is told as `completed` where the mobile agent is polled. */
  readonly status: string;
  /** Text or object. */
  readonly product?: unknown;
  readonly error?: string | undefined;
}

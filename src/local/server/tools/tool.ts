import type { AgentName } from '../../sessions/images';
import type { Session } from '../../sessions/session';
import type { Reply } from '../reply';

/** A tool's arguments, unread. */
export type Args = Readonly<Record<string, unknown>>;

/** What the status tool answers about a terminated task: that it is gone, as the cloud does, or a last status. */
export type AfterTerminate = 'gone' | 'status';

/** A tool of an agent. */
export interface Tool {
  readonly agent: AgentName;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly call: (session: Session, args: Args, afterTerminate: AfterTerminate) => Reply | Promise<Reply>;
}

import type { AgentName } from '../../../protocol/wire';
import type { Session } from '../../sessions/session';
import type { ActionSetup } from '../action';
import type { Reply } from '../reply';

/** A tool's arguments, unread. */
export type Args = Readonly<Record<string, unknown>>;

/** A tool of a session. */
export interface Tool {
  /** The agent it belongs to; an image without that agent lacks the tool. Absent: every image has it. */
  readonly agent?: AgentName;
  /** The service's name for what runs it. */
  readonly server: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly call: (session: Session, args: Args, setup: ActionSetup) => Reply | Promise<Reply>;
}

import type { Session } from '../model/session';
import type { AgentKind, ConnectionKind, GapCause, SettledState, Task, TaskStall } from '../model/task';

/** The version of the records below, on every line of the ledger. */
export const LEDGER_VERSION = 2;

/** Something that happened to a task, for the ledger. What was recorded is never changed, only added to. */
export type TaskFact =
  /** The person asked for it; nothing has been sent. */
  | {
      readonly type: 'created';
      readonly agent: AgentKind;
      readonly connection: ConnectionKind;
      readonly text: string;
      readonly windowId: string;
    }
  /** It has a session; or, without one, that session would not do, and it was provably not taken there. */
  | { readonly type: 'placed'; readonly sessionId?: string }
  /** The request that hands it over goes out next. On disk before it does. */
  | { readonly type: 'sending' }
  /** The service took it. Names all that is needed to ask about it, should its creation, or its session's journal, be damaged. */
  | {
      readonly type: 'accepted';
      readonly taskId: string;
      readonly sessionId: string;
      readonly agent: AgentKind;
      readonly connection: ConnectionKind;
      /** Version 1 left it to the session. */
      readonly endpoint?: string;
    }
  | { readonly type: 'action'; readonly text: string }
  /** Nothing is known of the time from `from` to the moment of this record. */
  | { readonly type: 'gap'; readonly from: number; readonly why: GapCause }
  /** Questions about it fail, the first one at `since`. */
  | { readonly type: 'problem'; readonly message: string; readonly since: number }
  /** Questions about it are answered again. */
  | { readonly type: 'heard' }
  /** Over with the next action. */
  | { readonly type: 'stalled'; readonly why: TaskStall['why']; readonly since: number }
  /** The service was, or is about to be, asked to end it; or says that it is ending. */
  | { readonly type: 'terminating' }
  /** It could not be confirmed that it ends. `isRunning`: the service provably did not hear us. */
  | { readonly type: 'terminateFailed'; readonly message: string; readonly isRunning: boolean }
  | { readonly type: 'product'; readonly text: string }
  | { readonly type: 'settled'; readonly state: SettledState; readonly reason?: string; readonly toldBy?: string }
  /** The book is closed: all of the above in one. What follows it in the journal are the timeline and the product. */
  | { readonly type: 'summary'; readonly task: Task };

/** Something that happened to a session, for the ledger. Any window may record it: an end stays an end, whatever comes late. */
export type SessionFact =
  | ({ readonly type: 'known' } & Pick<Session, 'connection' | 'endpoint' | 'imageId' | 'localPid'>)
  /** Asked for by a window that waits for the answer. */
  | { readonly type: 'deleting'; readonly windowId: string }
  /** It could not be deleted. */
  | { readonly type: 'kept' }
  | { readonly type: 'ended'; readonly reason: string; readonly isDeleted: boolean }
  | { readonly type: 'summary'; readonly session: Session };

/** A fact with its moment, ms since the epoch. */
export type Recorded<F> = F & { readonly at: number };
export type TaskRecord = Recorded<TaskFact>;
export type SessionRecord = Recorded<SessionFact>;

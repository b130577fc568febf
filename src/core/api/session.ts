import type { AgentContext } from './agent';
import { Browser } from './browser';
import { Computer } from './computer';
import { deleteSession } from './deleteSession';
import { failure, guarded } from './outcomes';
import type { CallOptions, DeleteResult } from './results';

/** The agents of a session. Which of them answers depends on the image the session was started from. */
export class AsyncAgent {
  readonly computer: Computer;
  readonly browser: Browser;

  constructor(context: AgentContext) {
    this.computer = new Computer(context);
    this.browser = new Browser(context);
  }
}

/** A handle on a session: knows its id and nothing secret, and making one asks nothing. */
export class Session {
  readonly sessionId: string;
  readonly agent: AsyncAgent;
  readonly #context: AgentContext;

  constructor(context: AgentContext) {
    this.sessionId = context.sessionId;
    this.agent = new AsyncAgent(context);
    this.#context = context;
  }

  /**
   * Ends the session and every task in it, and waits until the service confirms that it is gone (a minute at most).
   * A session that was gone already counts as success.
   */
  async delete(call?: CallOptions): Promise<DeleteResult> {
    const { gateway } = this.#context;
    return guarded(() => deleteSession(gateway, this.sessionId, call), failure);
  }
}

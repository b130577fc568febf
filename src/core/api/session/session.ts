import type { SessionContext } from './context';
import { Browser } from '../agent/browser';
import { Computer } from '../agent/computer';
import { deleteSession } from './deleteSession';
import { failure, guarded } from '../wire/outcomes';
import type { CallOptions, DeleteResult } from '../results';

/** The agents of a session. Which of them answers depends on the image the session was started from. */
export class AsyncAgent {
  readonly computer: Computer;
  readonly browser: Browser;

  constructor(context: SessionContext) {
    this.computer = new Computer(context);
    this.browser = new Browser(context);
  }
}

/** A handle on a session: knows its id and nothing secret, and making one asks nothing. */
export class Session {
  readonly sessionId: string;
  readonly agent: AsyncAgent;
  readonly #context: SessionContext;

  constructor(context: SessionContext) {
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

/** A push notification to whoever listens on the session's sockets. */
export interface Push {
  /** Who pushes: `wuying_cdp_mcp_server` for the browser's. */
  readonly channel: string;
  readonly id: number;
  /** 101 to 103: a person is needed; 201, 202: a captcha is being solved, is solved; 301, 302: a login began, ended. */
  readonly code: number;
  readonly message: string;
  /** What the client is to do: `takeover`, `pause`, `resume`. */
  readonly action: string;
  readonly maxWaitTimeSeconds?: number | undefined;
}

/** The push notifications of one session. What is pushed while nobody listens is lost. */
export class Pushes {
  readonly #listeners = new Set<(push: Push) => void>();
  readonly #waiting = new Map<number, () => void>();

  send(push: Push): void {
    for (const listener of this.#listeners) listener(push);
  }

  /** @returns Ends that. */
  listen(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when the client says that the person is done with the push of that id. @throws the reason of `signal`. */
  done(id: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => (): void => {
        this.#waiting.delete(id);
        signal.removeEventListener('abort', aborted);
        settle();
      };
      const aborted = end(() => reject(signal.reason as Error));
      this.#waiting.set(id, end(resolve));
      signal.addEventListener('abort', aborted, { once: true });
    });
  }

  /** The client's word that the person is done. */
  markDone(id: number): void {
    this.#waiting.get(id)?.();
  }
}

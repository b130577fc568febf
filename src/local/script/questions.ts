/** The agent's open questions to the person. */
export class Questions {
  readonly #waiting = new Map<string, (response: string) => void>();

  /**
   * Resolves with the answer; with `''` when there is none after `atMostMs` milliseconds, which `undefined` makes endless.
   * @throws the reason of `signal` when that aborts.
   */
  ask(toolCallId: string, atMostMs: number | undefined, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        this.#waiting.delete(toolCallId);
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        act();
      };
      const aborted = (): void => settle(() => reject(signal.reason as Error));
      const answered = (response: string): void => settle(() => resolve(response));
      const timer = atMostMs === undefined ? undefined : setTimeout(() => answered(''), atMostMs);
      this.#waiting.set(toolCallId, answered);
      signal.addEventListener('abort', aborted, { once: true });
    });
  }

  /** Late answers, and answers to nothing, are dropped. */
  answer(toolCallId: string, response: string): void {
    this.#waiting.get(toolCallId)?.(response);
  }
}

import type { Logger } from '../util/logger';

/** Trouble with the file system that is survived: told once of each kind, until it has passed. */
export class Troubles {
  readonly #known = new Set<string>();

  constructor(private readonly log: Logger) {}

  /**
   * @param what What is tried, e.g. `announce this window`.
   * @returns Whether it worked.
   */
  async attempt(what: string, action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      this.#known.delete(what);
      return true;
    } catch (error) {
      this.tell(what, error);
      return false;
    }
  }

  tell(what: string, error: unknown): void {
    if (this.#known.has(what)) return;
    this.#known.add(what);
    this.log.warn(`Could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

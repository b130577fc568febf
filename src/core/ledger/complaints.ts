import type { Logger } from '../util/logger';
import { errorCode } from '../util/files';

/** Tells in the log what the disk refuses, once of each sort, so that a full disk fills no log. */
export class Complaints {
  readonly #told = new Set<string>();

  constructor(private readonly log: Logger) {}

  /** @param what Was to be done with the file. */
  about(what: string, file: string, error: unknown): void {
    this.#once(`${what} ${errorCode(error)}`, () => this.log.error(`Could not ${what} ${file}: ${String(error)}`));
  }

  /** It goes well again: the next failure is worth telling. */
  forgive(what: string): void {
    for (const sort of this.#told) if (sort.startsWith(`${what} `)) this.#told.delete(sort);
  }

  aboutNewer(file: string): void {
    this.#once('newer', () =>
      this.log.warn(`Left alone what a newer version of this extension wrote, in ${file} and perhaps in others`),
    );
  }

  #once(sort: string, tell: () => void): void {
    if (this.#told.has(sort)) return;
    this.#told.add(sort);
    tell();
  }
}

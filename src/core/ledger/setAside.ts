import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../util/files';
import type { Logger } from '../util/logger';

/** How many damaged lines are kept, and how much of each. */
const MOST_LINES = 200;
const LONGEST_LINE = 64 * 1024;

/** Where damaged lines are kept for whoever wants to look: each once, however often it is met, and no more than a few. */
export class SetAside {
  readonly #known = new Set<string>();
  /** What is in the folder; `undefined` until it is looked at. */
  #names: Set<string> | undefined;
  #isFull = false;
  #work: Promise<void> = Promise.resolve();

  /** @param folder Of the ledger. */
  constructor(
    private readonly folder: string,
    private readonly log: Logger,
  ) {}

  /** @param source The file it was in. */
  keep(source: string, line: string): void {
    const digest = createHash('sha256')
      .update(`${path.basename(source)}\n${line}`)
      .digest('hex')
      .slice(0, 24);
    if (this.#known.has(digest)) return;
    this.#known.add(digest);
    this.#work = this.#work.then(() => this.#write(source, line, digest));
  }

  flush(): Promise<void> {
    return this.#work;
  }

  async #write(source: string, line: string, digest: string): Promise<void> {
    const folder = path.join(this.folder, 'set-aside');
    const found = `A line of ${source} is damaged`;
    try {
      await mkdir(folder, { recursive: true });
      this.#names ??= new Set(await readdir(folder));
      const name = `${path.basename(source)}.${digest}.txt`;
      if (this.#isFull || this.#names.has(name)) return;
      this.#isFull = this.#names.size >= MOST_LINES;
      if (this.#isFull) {
        this.log.warn(`${found}, and perhaps others; ${folder} is full`);
        return;
      }
      this.#names.add(name);
      await writeFile(path.join(folder, name), line.slice(0, LONGEST_LINE), { flag: 'wx' });
      this.log.warn(`${found}; set aside as ${path.join(folder, name)}`);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') this.log.warn(`${found}, and could not be set aside: ${String(error)}`);
    }
  }
}

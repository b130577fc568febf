import { createHash } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../util/logger';
import { errorCode } from './fileState';

/** How many damaged lines are kept, and how much of each. */
const MOST_LINES = 200;
const LONGEST_LINE = 64 * 1024;

/** Where damaged lines are kept for whoever wants to look: each once, however often it is met, and no more than a few. */
export class SetAside {
  readonly #known = new Set<string>();
  #work: Promise<void> = Promise.resolve();

  /** @param folder Of the ledger. */
  constructor(
    private readonly folder: string,
    private readonly log: Logger,
  ) {}

  /** @param source The file it was in. */
  keep(source: string, line: string): void {
    const name = createHash('sha256')
      .update(`${path.basename(source)}\n${line}`)
      .digest('hex')
      .slice(0, 24);
    if (this.#known.has(name)) return;
    this.#known.add(name);
    this.#work = this.#work.then(() => this.#write(source, line, name));
  }

  flush(): Promise<void> {
    return this.#work;
  }

  async #write(source: string, line: string, name: string): Promise<void> {
    const folder = path.join(this.folder, 'set-aside');
    const found = `A line of ${source} is damaged`;
    try {
      await mkdir(folder, { recursive: true });
      const kept = path.join(folder, `${path.basename(source)}.${name}.txt`);
      const names = await readdir(folder);
      if (names.includes(path.basename(kept))) return;
      if (names.length >= MOST_LINES) this.log.warn(`${found}; ${folder} is full`);
      else {
        await writeFile(kept, line.slice(0, LONGEST_LINE), { flag: 'wx' });
        this.log.warn(`${found}; set aside as ${kept}`);
      }
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') this.log.warn(`${found}, and could not be set aside: ${String(error)}`);
    }
  }
}

import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Logger } from '../util/logger';

const ENDING = '.json';

/**
 * A folder with one JSON file per record. A write goes to a file of its own first and is renamed into place, so a crash
 * leaves the old record or the new one, never half of one.
 */
export class RecordFolder<T> {
  readonly #pending = new Map<string, Promise<void>>();

  constructor(
    private readonly folder: string,
    private readonly decode: (value: unknown) => T | undefined,
    private readonly log: Logger,
  ) {}

  /** Reads all records. One that cannot be read is set aside under another name and reported; the others are not touched. */
  async load(): Promise<T[]> {
    await mkdir(this.folder, { recursive: true });
    const names = (await readdir(this.folder)).filter((name) => name.endsWith(ENDING));
    const records = await Promise.all(names.map((name) => this.#read(name)));
    return records.filter((record) => record !== undefined);
  }

  /** Writes one record; writes of the same id follow one another. Never rejects: a full disk must not stop the work. */
  save(id: string, value: T): void {
    this.#enqueue(id, async () => {
      const temporary = path.join(this.folder, `${randomUUID()}.tmp`);
      await mkdir(this.folder, { recursive: true });
      await writeFile(temporary, JSON.stringify(value), { flush: true });
      await rename(temporary, this.#file(id));
    });
  }

  remove(id: string): void {
    this.#enqueue(id, () => rm(this.#file(id), { force: true }));
  }

  /** Resolves when everything asked for so far is on the disk. */
  async flush(): Promise<void> {
    await Promise.all(this.#pending.values());
  }

  #enqueue(id: string, work: () => Promise<void>): void {
    const done = (this.#pending.get(id) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => {
        this.log.error(`Could not write ${this.#file(id)}: ${String(error)}`);
      })
      .finally(() => {
        if (this.#pending.get(id) === done) this.#pending.delete(id);
      });
    this.#pending.set(id, done);
  }

  async #read(name: string): Promise<T | undefined> {
    const file = path.join(this.folder, name);
    const problem = await readFile(file, 'utf8')
      .then((text) => this.decode(JSON.parse(text)) ?? 'it is not a record of ours')
      .catch((error: unknown) => String(error));
    if (typeof problem !== 'string') return problem;
    this.log.warn(`Set aside ${file}: ${problem}`);
    await rename(file, `${file}.unreadable`).catch((error: unknown) => {
      this.log.warn(`Could not set it aside: ${String(error)}`);
    });
    return undefined;
  }

  /** Session ids come from the service: nothing in one may leave the folder. */
  #file(id: string): string {
    return path.join(this.folder, encodeURIComponent(id).replaceAll('.', '%2E') + ENDING);
  }
}

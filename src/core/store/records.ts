import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../util/logger';

const ENDING = '.json';
/** Open files are limited; a few at a time are as fast. */
const READ_AT_ONCE = 64;

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

  /**
   * Reads all records. What is no record is set aside under another name and reported; what cannot be read just now is
   * reported and left where it is.
   */
  async load(): Promise<T[]> {
    await mkdir(this.folder, { recursive: true });
    const names = (await readdir(this.folder)).filter((name) => name.endsWith(ENDING));
    const records: T[] = [];
    for (let at = 0; at < names.length; at += READ_AT_ONCE) {
      const some = await Promise.all(names.slice(at, at + READ_AT_ONCE).map((name) => this.#read(name)));
      records.push(...some.filter((record) => record !== undefined));
    }
    return records;
  }

  /** Writes one record; writes of the same id follow one another. Never rejects: a full disk must not stop the work. */
  save(id: string, value: T): void {
    this.#enqueue(id, async () => {
      // One name per window, so that what a crash leaves is overwritten rather than piled up.
      const temporary = `${this.#file(id)}.${process.pid}.tmp`;
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
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      this.log.warn(`Could not read ${file}: ${String(error)}`);
      return undefined;
    }
    const record = this.decode(parsed(text));
    if (record !== undefined) return record;
    this.log.warn(`Set aside ${file}: it is not a record of ours`);
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Half a record, or none: the decoder will say so.
  }
}

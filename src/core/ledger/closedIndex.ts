import path from 'node:path';
import type { Logger } from '../util/logger';
import { isFields, parsed } from './fields';
import { appendLines } from './appendLines';
import { isAsRead, type Lines, readLines } from './readLines';
import { replaceFile } from './replaceFile';
import type { Kind } from './kind';
import { LEDGER_VERSION } from './records';

/** So few lines too many are not worth writing the index anew. */
const LEAST_GARBAGE = 500;

/**
 * The summaries of closed books in one file, so that opening the ledger need not read each journal. A cache: what it lacks, or
 * has lost, is read from the journals again.
 */
export class ClosedIndex<R, S> {
  readonly #file: string;

  constructor(
    folder: string,
    private readonly kind: Kind<R, S>,
    private readonly log: Logger,
  ) {
    this.#file = path.join(folder, `${kind.name}.index`);
  }

  /** @param exists Whether there is still a journal of this id. */
  async read(exists: (id: string) => boolean): Promise<Map<string, S>> {
    const read = await readLines(this.#file);
    const lines = read?.lines ?? [];
    const summaries = new Map<string, S>();
    for (const line of lines) {
      const entry = parsed(line);
      if (!isFields(entry) || entry['v'] !== LEDGER_VERSION || typeof entry['id'] !== 'string') continue;
      const summary = this.kind.decodeSummary(entry['summary']);
      if (summary !== undefined && this.kind.isClosed(summary) && exists(entry['id']))
        summaries.set(entry['id'], summary);
      else summaries.delete(entry['id']);
    }
    const garbage = lines.length - summaries.size;
    if (read && garbage >= LEAST_GARBAGE && garbage > lines.length / 2) await this.#rewrite(summaries, read);
    return summaries;
  }

  async add(entries: Iterable<readonly [id: string, summary: S]>): Promise<void> {
    const lines = [...entries].map(([id, summary]) => encode(id, summary));
    if (lines.length > 0) await appendLines(this.#file, lines, { isDurable: false, mayCreate: true });
  }

  /** Forgets a summary, should a journal of the same id be begun again. */
  async remove(id: string): Promise<void> {
    await appendLines(this.#file, [encode(id, undefined)], { isDurable: false, mayCreate: true });
  }

  /** Unless another window writes in it meanwhile, or the disk is full: then it is as good as it was. */
  async #rewrite(summaries: ReadonlyMap<string, S>, read: Lines): Promise<void> {
    const text = [...summaries].map(([id, summary]) => `${encode(id, summary)}\n`).join('');
    try {
      await replaceFile(this.#file, text, () => isAsRead(this.#file, read));
    } catch (error) {
      this.log.warn(`Could not write ${this.#file} anew: ${String(error)}`);
    }
  }
}

const encode = (id: string, summary: unknown): string => JSON.stringify({ v: LEDGER_VERSION, id, summary });

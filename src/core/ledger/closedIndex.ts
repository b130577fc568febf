import path from 'node:path';
import { isFields, parsed } from './fields';
import { appendLines } from './appendLines';
import { readLines } from './readLines';
import { replaceFile } from './replaceFile';
import { type Kind } from './journals';
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
  ) {
    this.#file = path.join(folder, `${kind.name}.index`);
  }

  /** @param exists Whether there is still a journal of this id. */
  async read(exists: (id: string) => boolean): Promise<Map<string, S>> {
    const { lines } = (await readLines(this.#file)) ?? { lines: [] };
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
    if (garbage >= LEAST_GARBAGE && garbage > lines.length / 2) await this.#rewrite(summaries);
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

  /** What another window adds meanwhile may be lost, and is read from its journal again. */
  async #rewrite(summaries: ReadonlyMap<string, S>): Promise<void> {
    await replaceFile(this.#file, [...summaries].map(([id, summary]) => `${encode(id, summary)}\n`).join(''));
  }
}

const encode = (id: string, summary: unknown): string => JSON.stringify({ v: LEDGER_VERSION, id, summary });

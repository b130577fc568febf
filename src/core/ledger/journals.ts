import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Emitter } from '../util/emitter';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';
import { inBatches } from './batches';
import { Book, type BookPlace, type Foreign } from './book';
import { ClosedIndex } from './closedIndex';
import { Complaints } from './complaints';
import { fileStem, idOfStem, JOURNAL_ENDING } from './fileName';
import type { Kind } from './kind';
import { readLines } from './readLines';
import { TEMPORARY_ENDING } from './replaceFile';
import { idInLines } from './line';
import { SetAside } from './setAside';
import { sweep } from './sweep';
import { Turns } from './turns';

export interface JournalsOptions<R, S> {
  /** The folder of the ledger. */
  readonly folder: string;
  readonly kind: Kind<R, S>;
  /** The writer of what is appended here: what it wrote itself is not read again. */
  readonly windowId: string;
  readonly log: Logger;
}

/** The index is written by one at a time; no journal is named so. */
const INDEX_TURN = '.index';

/** A folder of append-only journals, a file for each task or session, with an index of the closed ones. */
export class Journals<R extends { readonly at: number }, S> implements Disposable {
  readonly folder: string;
  readonly #read = new Emitter<Foreign<R>>();
  /** Other windows' doings, found by `sync`. */
  readonly onDidRead = this.#read.event;
  readonly #books = new Map<string, Book<R, S>>();
  readonly #turns = new Turns();
  readonly #index: ClosedIndex<R, S>;
  readonly #setAside: SetAside;
  readonly #place: BookPlace<R, S>;
  readonly #complaints: Complaints;
  /** Those with something that the disk refused. */
  readonly #refused = new Set<Book<R, S>>();
  #syncing: Promise<void> | undefined;
  #nextSync: Promise<void> | undefined;
  #isDisposed = false;

  private constructor(private readonly options: JournalsOptions<R, S>) {
    const { folder, kind, log } = options;
    this.folder = path.join(folder, kind.name);
    this.#index = new ClosedIndex(folder, kind, log);
    this.#setAside = new SetAside(folder, log);
    this.#complaints = new Complaints(log);
    this.#place = {
      ...options,
      folder: this.folder,
      onDamaged: (file, line) => this.#setAside.keep(file, line),
      onNewer: (file) => this.#complaints.aboutNewer(file),
    };
  }

  /** Reads what is there: the index, and every journal that the index does not hold. Never fails: it goes on with what it has. */
  static async open<R extends { readonly at: number }, S>(
    options: JournalsOptions<R, S>,
  ): Promise<{ readonly journals: Journals<R, S>; readonly summaries: ReadonlyMap<string, S> }> {
    const journals = new Journals(options);
    return { journals, summaries: await journals.#open() };
  }

  /**
   * Adds to a journal; appends of the same id follow one another. Never throws or rejects: a full disk must not stop the work.
   * @param isDurable Whether the disk itself must have it (fsync) before `flush` resolves.
   */
  append(id: string, records: readonly R[], isDurable: boolean): void {
    const book = this.#book(id);
    book.add(records, isDurable);
    this.#write(book);
  }

  /** Closes a book: rewrites the journal with the summary first, and adds it to the index. A crash leaves the old or the new. */
  close(id: string, summary: S): void {
    const book = this.#book(id);
    void this.#take(book.stem, 'close', book.file, async () => {
      const closed = await book.close(summary, Date.now());
      if (closed !== undefined) this.#addToIndex([[id, closed]]);
    });
  }

  remove(id: string): void {
    const book = this.#book(id);
    this.#books.delete(book.stem);
    this.#refused.delete(book);
    void this.#take(book.stem, 'remove', book.file, async () => {
      // First, lest a crash leave the end of what may be begun again.
      await this.#take(INDEX_TURN, 'write', 'the index', () => this.#index.remove(id));
      await book.remove();
    });
  }

  /** All records of a journal, oldest first; none when there is no such journal. */
  async read(id: string): Promise<R[]> {
    const book = this.#books.get(fileStem(id));
    if (!book) return [];
    let records: R[] = [];
    await this.#take(book.stem, 'read', book.file, async () => void (records = await book.records()));
    return records;
  }

  /** Looks what other windows have done, and tells it by `onDidRead`. Calls that come while it looks share one more look. */
  sync(): Promise<void> {
    if (!this.#syncing) return (this.#syncing = this.#sync());
    return (this.#nextSync ??= this.#syncing.then(() => {
      this.#nextSync = undefined;
      return (this.#syncing = this.#sync());
    }));
  }

  /** As `sync`, for these files of `folder` only. */
  async look(fileNames: Iterable<string>): Promise<void> {
    await this.#lookAt([...fileNames].map(stemOf).filter((stem) => stem !== undefined));
  }

  /** Resolves when everything asked for so far is written. */
  async flush(): Promise<void> {
    this.#writeRefused();
    await this.#turns.all();
    await this.#turns.all(); // A book that was closed takes a turn at the index.
    await this.#setAside.flush();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#read.dispose();
  }

  async #open(): Promise<Map<string, S>> {
    const { kind, log } = this.options;
    const stems: string[] = [];
    try {
      await mkdir(this.folder, { recursive: true });
      const names = await readdir(this.folder);
      stems.push(...names.map(stemOf).filter((stem) => stem !== undefined));
      await sweep(
        this.folder,
        names.filter((name) => name.endsWith(TEMPORARY_ENDING)),
        log,
      );
    } catch (error) {
      log.error(`Could not open ${this.folder}; what happens is kept in memory: ${String(error)}`);
      return new Map();
    }
    const there = new Set(stems);
    const summaries = await this.#index
      .read((id) => there.has(fileStem(id)))
      .catch((error: unknown) => {
        log.warn(`Could not read the index of ${kind.name}: ${String(error)}`);
        return new Map<string, S>();
      });
    for (const id of summaries.keys()) {
      const book = this.#book(id);
      book.found();
      book.isClosed = true;
    }
    await this.#readBooks(
      stems.filter((stem) => !this.#books.has(stem)),
      summaries,
    );
    return summaries;
  }

  /** Reads journals that the index does not hold, and closes those that can be. */
  async #readBooks(stems: readonly string[], summaries: Map<string, S>): Promise<void> {
    const forIndex: [string, S][] = [];
    await inBatches(stems, async (stem) => {
      const book = await this.#bookOfFile(stem);
      if (!book) return;
      await this.#take(stem, 'read', book.file, async () => {
        const { summary, isSummarised } = await book.open();
        if (summary === undefined) return;
        summaries.set(book.id, summary);
        if (isSummarised) forIndex.push([book.id, summary]);
        else if (book.isClosed) this.close(book.id, summary);
      });
    });
    this.#addToIndex(forIndex);
  }

  async #sync(): Promise<void> {
    try {
      this.#writeRefused();
      // Asked before the folder is read: a journal that is begun meanwhile is not missing.
      const before = [...this.#books.values()].filter(({ isOnDisk }) => isOnDisk);
      const stems = (await readdir(this.folder)).map(stemOf).filter((stem) => stem !== undefined);
      const there = new Set(stems);
      const missing = before.filter(({ stem }) => !there.has(stem)).map(({ stem }) => stem);
      await this.#lookAt([...missing, ...stems.filter((stem) => this.#books.get(stem)?.isClosed !== true)]);
    } catch (error) {
      this.#complaints.about('read', this.folder, error);
    } finally {
      this.#syncing = undefined;
    }
  }

  async #lookAt(stems: readonly string[]): Promise<void> {
    await inBatches(stems, async (stem) => {
      const book = this.#isDisposed ? undefined : await this.#bookOfFile(stem);
      if (!book) return;
      await this.#take(stem, 'read', book.file, () => book.look((news) => this.#announce(book, news)));
    });
  }

  #announce(book: Book<R, S>, news: Foreign<R>): void {
    // Of what was removed here while it was being read, nothing is news.
    if (this.#isDisposed || this.#books.get(book.stem) !== book) return;
    if ('isRemoved' in news) this.#books.delete(book.stem);
    this.#read.fire(news);
  }

  #write(book: Book<R, S>): void {
    void this.#take(book.stem, 'write', book.file, async () => {
      this.#refused.add(book);
      if ((await book.write()) === 'removed') this.#announce(book, { id: book.id, isRemoved: true });
      else this.#complaints.forgive('write');
      this.#refused.delete(book);
    });
  }

  /** What the disk refused it may take by now. */
  #writeRefused(): void {
    for (const book of this.#refused) this.#write(book);
  }

  #addToIndex(entries: readonly [string, S][]): void {
    if (entries.length > 0) void this.#take(INDEX_TURN, 'write', 'the index', () => this.#index.add(entries));
  }

  #book(id: string): Book<R, S> {
    const stem = fileStem(id);
    const known = this.#books.get(stem);
    if (known) return known;
    const book = new Book(id, this.#place);
    this.#books.set(stem, book);
    return book;
  }

  /** The book of a file that is there; `undefined` when it cannot be told whose it is. */
  async #bookOfFile(stem: string): Promise<Book<R, S> | undefined> {
    const known = this.#books.get(stem);
    if (known) return known;
    let id = idOfStem(stem);
    if (id === undefined) {
      const file = path.join(this.folder, stem + JOURNAL_ENDING);
      await this.#take(stem, 'read', file, async () => void (id = idInLines((await readLines(file))?.lines ?? [])));
    }
    return id !== undefined && fileStem(id) === stem ? this.#book(id) : undefined;
  }

  /** Does work on a file in its turn. Never rejects: what goes wrong is told in the log. */
  #take(
    key: string,
    what: 'read' | 'write' | 'close' | 'remove',
    file: string,
    work: () => Promise<void>,
  ): Promise<void> {
    return this.#turns.take(key, work).catch((error: unknown) => {
      if (!this.#isDisposed) this.#complaints.about(what, file, error);
    });
  }
}

const stemOf = (fileName: string): string | undefined =>
  fileName.endsWith(JOURNAL_ENDING) ? fileName.slice(0, -JOURNAL_ENDING.length) : undefined;

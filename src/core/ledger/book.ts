import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { rm } from 'node:fs/promises';
import { fileStem, idOfStem, JOURNAL_ENDING } from './fileName';
import { appendLines } from './appendLines';
import { type FileState, stateOf } from './fileState';
import { type Lines, readFirstLine, readLines } from './readLines';
import { replaceFile } from './replaceFile';
import type { Foreign, Kind } from './journals';
import { decodeLine, encodeLine, type Line } from './line';

/** What all books of a kind share. */
export interface BookPlace<R, S> {
  /** The folder of the journals. */
  readonly folder: string;
  readonly kind: Kind<R, S>;
  readonly windowId: string;
  readonly onDamaged: (file: string, line: string) => void;
  readonly onNewer: (file: string) => void;
}

/** Most summaries are shorter. */
const SUMMARY_BYTES = 4096;

/** Others may write in a journal while it is being closed; they hardly do it for long. */
const CLOSE_ATTEMPTS = 5;

/** A journal to be, of a closed book. */
interface Closing<S> {
  readonly summary: S;
  /** Whether it tells this window nothing new. */
  readonly isKnown: boolean;
  /** Whether it is so already. */
  readonly isDone: boolean;
  readonly text: string;
}

interface Pending<R> {
  readonly record: R;
  readonly line: string;
  readonly isDurable: boolean;
}

/**
 * One journal: what of it was read, and what is still to be written. What it does takes turns (`Turns`), apart from `add`, so that
 * what was read and what is pending are at any time all there is, in order.
 */
export class Book<R extends { readonly at: number }, S> {
  /** Its file's name, without ending. */
  readonly stem: string;
  /** Nothing more is to be expected, and all is known: it is not read again unless it is seen to be replaced. */
  isClosed = false;
  #isOnDisk = false;
  #pending: Pending<R>[] = [];
  /** The file that was read, and how far. */
  #ino: bigint | undefined;
  #offset = 0;

  constructor(
    readonly id: string,
    private readonly place: BookPlace<R, S>,
  ) {
    this.stem = fileStem(id);
  }

  get file(): string {
    return path.join(this.place.folder, this.stem + JOURNAL_ENDING);
  }

  /** Whether another window may take it away. */
  get isOnDisk(): boolean {
    return this.#isOnDisk;
  }

  get isPending(): boolean {
    return this.#pending.length > 0;
  }

  /** It is known to be there, and need not be read. */
  found(): void {
    this.#isOnDisk = true;
  }

  /** Adds records, to be written by `write`. */
  add(records: readonly R[], isDurable: boolean): void {
    for (const record of records) this.#pending.push({ record, line: this.#encode(record), isDurable });
  }

  /**
   * Writes what is pending. What could not be written stays pending.
   * @returns `removed` when another window has taken the journal away.
   * @throws When the disk refuses.
   */
  async write(): Promise<'written' | 'removed'> {
    const pending = [...this.#pending];
    if (pending.length === 0) return 'written';
    const lines = pending.map(({ line }) => line);
    const isDurable = pending.some((record) => record.isDurable);
    const done = await appendLines(this.file, lines, { isDurable, mayCreate: !this.#isOnDisk });
    if (!done) {
      this.#forget();
      return 'removed';
    }
    this.#isOnDisk = true;
    this.#pending.splice(0, done.count);
    if (done.start === 0) this.#ino = done.ino;
    if (done.end !== undefined && done.ino === this.#ino && done.start === this.#offset) this.#offset = done.end;
    if (done.syncError) throw done.syncError;
    if (done.count < lines.length) throw new Error('the disk took a part only');
    return 'written';
  }

  /** Reads all of it for the first time. @returns What it amounts to. */
  async open(): Promise<{ readonly summary: S | undefined; readonly isSummarised: boolean }> {
    const closed = await this.#openClosed();
    if (closed !== undefined) return { summary: closed, isSummarised: true };
    const lines = await this.#readWhole();
    const records = lines.map(({ record }) => record);
    const summary = this.#fold(records);
    this.isClosed = summary !== undefined && this.place.kind.isClosed(summary);
    return { summary, isSummarised: this.isClosed && this.#beginsWithSummary(records) };
  }

  /** Reads no more than the summary; `undefined` when it does not begin with one. */
  async #openClosed(): Promise<S | undefined> {
    const { kind } = this.place;
    const first = await readFirstLine(this.file, SUMMARY_BYTES);
    const line = first && decodeLine(first.line, kind.decode);
    const summary = typeof line === 'object' ? kind.summaryIn(line.record) : undefined;
    if (!first || summary === undefined || !kind.isClosed(summary)) return undefined;
    this.#isOnDisk = true;
    this.isClosed = true;
    this.#ino = first.ino;
    this.#offset = first.sizeBytes;
    return summary;
  }

  /** All records, those still to be written included. */
  async records(): Promise<R[]> {
    const lines = this.#decode((await readLines(this.file))?.lines ?? []);
    return [...lines.map(({ record }) => record), ...this.#pending.map(({ record }) => record)];
  }

  /**
   * Looks what other windows have done to it.
   * @param announce Called before anything else can be added.
   */
  async look(announce: (news: Foreign<R>) => void): Promise<void> {
    const { id } = this;
    const state = await stateOf(this.file);
    if (!state) {
      if (this.#isOnDisk) this.#vanish(announce);
      return;
    }
    if (state.ino === this.#ino && state.sizeBytes === this.#offset) return;
    const news = await this.#readNews();
    if (news === 'all') {
      const records = (await this.#readWhole()).map(({ record }) => record);
      if (!this.#isOnDisk) {
        this.#vanish(announce);
        return;
      }
      const all = [...records, ...this.#pending.map(({ record }) => record)];
      const summary = this.#fold(all);
      this.isClosed = summary !== undefined && this.place.kind.isClosed(summary);
      if (all.length > 0) announce({ id, records: all, replaces: true });
    } else if (news.length > 0) announce({ id, records: news, replaces: false });
  }

  /**
   * Rewrites it with its summary first.
   * @param summary What this window knows: it counts where the disk is damaged.
   * @returns The summary that it has then: another window may have closed it, or written in it. `undefined` when it had to stay
   * as it is.
   */
  async close(summary: S, at: number): Promise<S | undefined> {
    for (let attempt = 0; attempt < CLOSE_ATTEMPTS && !this.isPending; attempt++) {
      const read = await readLines(this.file);
      if (!read) return undefined;
      const closing = this.#closing(read, summary, at);
      if (closing.isDone || (await this.#replace(read, closing))) {
        this.isClosed = closing.isKnown;
        return closing.summary;
      }
    }
    return undefined;
  }

  /** What is to be in the journal of a closed book. */
  #closing(read: Lines, known: S, at: number): Closing<S> {
    const { kind, onDamaged } = this.place;
    const records: R[] = [];
    const texts: string[] = [];
    const damaged = read.rest === '' ? [] : [read.rest];
    for (const text of read.lines) {
      const line = decodeLine(text, kind.decode);
      if (line === 'damaged') damaged.push(text);
      else if (line === 'newer') texts.push(text);
      else {
        records.push(line.record);
        if (kind.isKept(line.record)) texts.push(text);
      }
    }
    for (const text of damaged) onDamaged(this.file, text);
    const found = this.#fold(records);
    const isDone = this.#beginsWithSummary(records);
    const isFoundBetter = found !== undefined && kind.isClosed(found) && (isDone || damaged.length === 0);
    const summary = isFoundBetter ? found : known;
    const lines = [this.#encode(kind.summarise(summary, at)), ...texts];
    const isKnown = isDeepStrictEqual(summary, known);
    return {
      summary,
      isKnown,
      isDone,
      text: lines.map((text) => `${text}\n`).join(''),
    };
  }

  /** @returns Whether the file was still as it was read: nobody has written in it, or taken it away. */
  async #replace(read: Lines, { text, isKnown }: Closing<S>): Promise<boolean> {
    const isAsRead = async (): Promise<boolean> => {
      const state = await stateOf(this.file);
      return state?.ino === read.ino && state.sizeBytes === read.end + Buffer.byteLength(read.rest);
    };
    const state = await replaceFile(this.file, text, isAsRead);
    if (!state) return false;
    // Where others know more than this window does, it reads what it has just written.
    this.#ino = isKnown ? state.ino : undefined;
    this.#offset = state.sizeBytes;
    return true;
  }

  async remove(): Promise<void> {
    this.#forget();
    await rm(this.file, { force: true });
  }

  #vanish(announce: (news: Foreign<R>) => void): void {
    this.#forget();
    announce({ id: this.id, isRemoved: true });
  }

  #forget(): void {
    this.#pending = [];
    this.#isOnDisk = false;
    this.#ino = undefined;
    this.#offset = 0;
  }

  /** What others added since it was last read; `all` when that cannot be told from what we know, or does not follow it. */
  async #readNews(): Promise<R[] | 'all'> {
    if (this.#ino === undefined) return 'all';
    const isSame = (state: FileState): boolean => state.ino === this.#ino && state.sizeBytes >= this.#offset;
    const read = await readLines(this.file, (state) => (isSame(state) ? this.#offset : 0));
    if (read?.ino !== this.#ino || read.from !== this.#offset) return 'all';
    const lines = this.#decode(read.lines);
    const isOwn = ({ by }: Line<R>): boolean => by === this.place.windowId;
    const firstForeign = lines.findIndex((line) => !isOwn(line));
    const isOutOfOrder = firstForeign >= 0 && (this.isPending || lines.slice(firstForeign).some(isOwn));
    if (isOutOfOrder) return 'all';
    this.#offset = read.end;
    return lines.filter((line) => !isOwn(line)).map(({ record }) => record);
  }

  async #readWhole(): Promise<Line<R>[]> {
    const read = await readLines(this.file);
    this.#isOnDisk = read !== undefined;
    this.#ino = read?.ino;
    this.#offset = read?.end ?? 0;
    return this.#decode(read?.lines ?? []);
  }

  #decode(texts: readonly string[]): Line<R>[] {
    const lines: Line<R>[] = [];
    for (const text of texts) {
      const line = decodeLine(text, this.place.kind.decode);
      if (line === 'damaged') this.place.onDamaged(this.file, text);
      else if (line === 'newer') this.place.onNewer(this.file);
      else lines.push(line);
    }
    return lines;
  }

  #encode(record: R): string {
    return encodeLine(record, this.place.windowId, idOfStem(this.stem) === this.id ? undefined : this.id);
  }

  #fold(records: readonly R[]): S | undefined {
    return records.reduce<S | undefined>(
      (summary, record) => this.place.kind.fold(summary, this.id, record),
      undefined,
    );
  }

  #beginsWithSummary([first]: readonly R[]): boolean {
    const summary = first === undefined ? undefined : this.place.kind.summaryIn(first);
    return summary !== undefined && this.place.kind.isClosed(summary);
  }
}

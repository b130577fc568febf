import path from 'node:path';
import { rm } from 'node:fs/promises';
import { fileStem, JOURNAL_ENDING } from './fileName';
import { appendLines } from './appendLines';
import { type FileState, stateOf } from './fileState';
import { isAsRead, type Lines, readFirstLine, readLines } from './readLines';
import { replaceFile } from './replaceFile';
import { type Closing, Script, type ScriptPlace } from './script';

/** What all books of a kind share. */
export interface BookPlace<R, S> extends ScriptPlace<R, S> {
  /** The folder of the journals. */
  readonly folder: string;
}

/** What another window did to a journal. `replaces`: the records are all there are, not only those that are new to us. */
export type Foreign<R> =
  | { readonly id: string; readonly records: readonly R[]; readonly replaces: boolean }
  | { readonly id: string; readonly isRemoved: true };

/** Most summaries are shorter. */
const SUMMARY_BYTES = 4096;

/** Others may write in a journal while it is being closed; they hardly do it for long. */
const CLOSE_ATTEMPTS = 5;

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
  readonly file: string;
  /** Nothing more is to be expected, and all is known: it is not read again unless it is seen to be replaced. */
  isClosed = false;
  #isOnDisk = false;
  #pending: Pending<R>[] = [];
  /** The file that was read, and how far. */
  #ino: bigint | undefined;
  #offset = 0;
  readonly #script: Script<R, S>;

  constructor(
    readonly id: string,
    place: BookPlace<R, S>,
  ) {
    this.stem = fileStem(id);
    this.file = path.join(place.folder, this.stem + JOURNAL_ENDING);
    this.#script = new Script(id, this.file, this.stem, place);
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
    for (const record of records) this.#pending.push({ record, line: this.#script.encode(record), isDurable });
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

  /** Reads it for the first time: of a closed one the summary only. @returns What it amounts to. */
  async open(): Promise<{ readonly summary: S | undefined; readonly isSummarised: boolean }> {
    const first = await readFirstLine(this.file, SUMMARY_BYTES);
    const closed = first && this.#script.summaryIn(first.line);
    if (closed !== undefined) {
      this.#isOnDisk = true;
      this.isClosed = true;
      this.#ino = first?.ino;
      this.#offset = first?.sizeBytes ?? 0;
      return { summary: closed, isSummarised: true };
    }
    const records = await this.#readWhole();
    const summary = this.#script.fold(records);
    this.isClosed = this.#script.isClosed(summary);
    return { summary, isSummarised: this.#script.summaryOf(records) !== undefined };
  }

  /** All records, those still to be written included. */
  async records(): Promise<R[]> {
    const lines = this.#script.decode((await readLines(this.file))?.lines ?? []);
    return [...lines.map(({ record }) => record), ...this.#pending.map(({ record }) => record)];
  }

  /**
   * Looks what other windows have done to it.
   * @param announce Called in the same breath in which it is seen that nothing else was added meanwhile.
   */
  async look(announce: (news: Foreign<R>) => void): Promise<void> {
    const state = await stateOf(this.file);
    if (!state) {
      if (this.#isOnDisk) this.#vanish(announce);
      return;
    }
    if (state.ino === this.#ino && state.sizeBytes === this.#offset) return;
    if (!(await this.#readOn(announce))) await this.#readAnew(announce);
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
      const closing = this.#script.closing(read, summary, at);
      if (closing.isDone || (await this.#replace(read, closing))) {
        this.isClosed = closing.isKnown;
        return closing.summary;
      }
    }
    return undefined;
  }

  /** @returns Whether the file was still as it was read: nobody has written in it, or taken it away. */
  async #replace(read: Lines, { text, isKnown }: Closing<S>): Promise<boolean> {
    const state = await replaceFile(this.file, text, () => isAsRead(this.file, read));
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

  /** Reads what was added since. @returns Whether it follows what we know; if not, nothing was announced. */
  async #readOn(announce: (news: Foreign<R>) => void): Promise<boolean> {
    if (this.#ino === undefined) return false;
    const isSame = (state: FileState): boolean => state.ino === this.#ino && state.sizeBytes >= this.#offset;
    const read = await readLines(this.file, (state) => (isSame(state) ? this.#offset : 0));
    if (read?.ino !== this.#ino || read.from !== this.#offset) return false;
    const lines = this.#script.decode(read.lines);
    const firstForeign = lines.findIndex((line) => !this.#script.isOwn(line));
    const isOwnAfter = lines.slice(firstForeign).some((line) => this.#script.isOwn(line));
    if (firstForeign >= 0 && (this.isPending || isOwnAfter)) return false;
    this.#offset = read.end;
    const records = lines.filter((line) => !this.#script.isOwn(line)).map(({ record }) => record);
    if (records.length > 0) announce({ id: this.id, records, replaces: false });
    return true;
  }

  async #readAnew(announce: (news: Foreign<R>) => void): Promise<void> {
    const written = await this.#readWhole();
    if (!this.#isOnDisk) {
      this.#vanish(announce);
      return;
    }
    const records = [...written, ...this.#pending.map(({ record }) => record)];
    this.isClosed = this.#script.isClosed(this.#script.fold(records));
    if (records.length > 0) announce({ id: this.id, records, replaces: true });
  }

  async #readWhole(): Promise<R[]> {
    const read = await readLines(this.file);
    this.#isOnDisk = read !== undefined;
    this.#ino = read?.ino;
    this.#offset = read?.end ?? 0;
    return this.#script.decode(read?.lines ?? []).map(({ record }) => record);
  }
}

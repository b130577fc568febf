import { Emitter } from '../util/emitter';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';

/** One kind of thing in the ledger: how its records are read, and what they amount to. */
export interface Kind<R, S> {
  /** The name of its folder and of its index. */
  readonly name: 'tasks' | 'sessions';
  /** Reads a record from disk; `undefined` when it is none of ours. */
  readonly decode: (value: unknown) => R | undefined;
  readonly fold: (before: S | undefined, id: string, record: R) => S | undefined;
  /** Whether the book can be closed: nothing more is to be expected. */
  readonly isClosed: (summary: S) => boolean;
  /** All of `summary` as one record. */
  readonly summarise: (summary: S, at: number) => R;
  /** Whether a record of a closed book still tells something that its summary does not. */
  readonly isKept: (record: R) => boolean;
}

export interface JournalsOptions<R, S> {
  /** The folder of the ledger. */
  readonly folder: string;
  readonly kind: Kind<R, S>;
  /** The writer of what is appended here: what it wrote itself is not read again. */
  readonly windowId: string;
  readonly log: Logger;
}

/** What another window did to a journal. `replaces`: the records are all there are, not only those that are new to us. */
export type Foreign<R> =
  | { readonly id: string; readonly records: readonly R[]; readonly replaces: boolean }
  | { readonly id: string; readonly isRemoved: true };

/** A folder of append-only journals, a file for each task or session, with an index of the closed ones. */
export class Journals<R extends { readonly at: number }, S> implements Disposable {
  readonly #read = new Emitter<Foreign<R>>();
  /** Other windows' doings, found by `sync`. */
  readonly onDidRead = this.#read.event;

  private constructor(private readonly options: JournalsOptions<R, S>) {}

  /** Reads what is there: the index, and every journal that the index does not hold. */
  static open<R extends { readonly at: number }, S>(
    _options: JournalsOptions<R, S>,
  ): Promise<{ readonly journals: Journals<R, S>; readonly summaries: ReadonlyMap<string, S> }> {
    throw new Error('not written');
  }

  /**
   * Adds to a journal; appends of the same id follow one another. Never throws or rejects: a full disk must not stop the work.
   * @param isDurable Whether the disk itself must have it (fsync) before `flush` resolves.
   */
  append(_id: string, _records: readonly R[], _isDurable: boolean): void {
    throw new Error('not written');
  }

  /** Closes a book: rewrites the journal with the summary first, and adds it to the index. A crash leaves the old or the new. */
  close(_id: string, _summary: S): void {
    throw new Error('not written');
  }

  remove(_id: string): void {
    throw new Error('not written');
  }

  /** All records of a journal, oldest first; none when there is no such journal. */
  read(_id: string): Promise<R[]> {
    throw new Error('not written');
  }

  /** Looks what other windows have done, and tells it by `onDidRead`. */
  sync(): Promise<void> {
    throw new Error('not written');
  }

  /** Resolves when everything asked for so far is written. */
  flush(): Promise<void> {
    throw new Error('not written');
  }

  dispose(): void {
    this.#read.dispose();
  }
}

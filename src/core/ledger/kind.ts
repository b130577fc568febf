/** One kind of thing in the ledger: how its records are read, and what they amount to. */
export interface Kind<R, S> {
  /** The name of its folder and of its index. */
  readonly name: 'tasks' | 'sessions';
  /** Reads a record from disk; `undefined` when it is none of ours. */
  readonly decode: (value: unknown) => R | undefined;
  readonly decodeSummary: (value: unknown) => S | undefined;
  readonly fold: (before: S | undefined, id: string, record: R) => S | undefined;
  /** Whether the book can be closed: nothing more is to be expected. */
  readonly isClosed: (summary: S) => boolean;
  /** All of `summary` as one record. */
  readonly summarise: (summary: S, at: number) => R;
  /** What a record of that sort holds; `undefined` for any other. */
  readonly summaryIn: (record: R) => S | undefined;
  /** Whether a closed book holds on to a record: it tells what the summary does not, or would if that were lost. */
  readonly isKept: (record: R) => boolean;
}

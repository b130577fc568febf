import { isFields, parsed } from './fields';
import { LEDGER_VERSION } from './records';

/** A line of a journal, as it is on disk. */
export interface Line<R> {
  /** The window that wrote it. */
  readonly by: string;
  readonly record: R;
  readonly text: string;
}

/** @param id For journals whose file name does not tell it. */
export const encodeLine = (record: { readonly at: number }, by: string, id: string | undefined): string =>
  JSON.stringify({ v: LEDGER_VERSION, by, ...(id !== undefined && { id }), ...record });

/** Reads a line; `newer` is one of a version to come, which is not ours to judge, and `damaged` is anything else. */
export function decodeLine<R>(text: string, decode: (value: unknown) => R | undefined): Line<R> | 'newer' | 'damaged' {
  const value = parsed(text);
  if (!isFields(value) || typeof value['v'] !== 'number') return 'damaged';
  if (value['v'] > LEDGER_VERSION) return 'newer';
  const { by } = value;
  const record = value['v'] === LEDGER_VERSION ? decode(value) : undefined;
  return record === undefined || typeof by !== 'string' ? 'damaged' : { by, record, text };
}

/** The id that the lines of a journal name; `undefined` when none does. */
export function idInLines(lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const value = parsed(line);
    if (isFields(value) && typeof value['id'] === 'string') return value['id'];
  }
  return undefined;
}

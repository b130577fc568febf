import fs from 'node:fs';
import type { AgentKind } from '../../src/core/model/task';

/** Something that the driver asks of the extension. Tasks by our id. */
export type Wish =
  | { readonly do: 'run'; readonly agent: AgentKind; readonly text: string }
  | { readonly do: 'terminate' | 'remove'; readonly id: string; readonly text: string }
  | { readonly do: 'delete'; readonly sessionId: string }
  | { readonly do: 'refresh' };

/** A line of the driver's diary: what it is about to ask, on disk before it asks; then what became of it. */
export type Note = {
  /** Of the wish; no two have the same. */
  readonly number: string;
  /** Which start of the extension host, from 1. */
  readonly life: number;
  /** ms since the epoch. */
  readonly at: number;
} & (
  | { readonly type: 'asks'; readonly wish: Wish }
  | { readonly type: 'done'; readonly taskId?: string; readonly sessionId?: string }
  | { readonly type: 'refused'; readonly message: string }
);

/** Appends a note so that nothing short of a broken disk loses it. */
export function writeNote(file: string, note: Note): void {
  const handle = fs.openSync(file, 'a');
  try {
    fs.writeSync(handle, `${JSON.stringify(note)}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** All whole notes; the last may be cut short, and what it was about has then not been asked. */
export function readNotes(file: string): readonly Note[] {
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Note);
}

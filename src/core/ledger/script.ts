import { isDeepStrictEqual } from 'node:util';
import { idOfStem } from './fileName';
import type { Kind } from './kind';
import { decodeLine, encodeLine, type Line } from './line';
import type { Lines } from './readLines';

/** What all books of a kind share. */
export interface ScriptPlace<R, S> {
  readonly kind: Kind<R, S>;
  readonly windowId: string;
  readonly onDamaged: (file: string, line: string) => void;
  readonly onNewer: (file: string) => void;
}

/** A journal to be, of a closed book. */
export interface Closing<S> {
  readonly summary: S;
  /** Whether it tells this window nothing new. */
  readonly isKnown: boolean;
  /** Whether it is so already. */
  readonly isDone: boolean;
  readonly text: string;
}

/** How the lines of one journal are written and read, and what they amount to. */
export class Script<R extends { readonly at: number }, S> {
  /**
   * @param file The journal, to name it to whoever is told of its lines.
   * @param stem Its name without ending.
   */
  constructor(
    private readonly id: string,
    private readonly file: string,
    private readonly stem: string,
    private readonly place: ScriptPlace<R, S>,
  ) {}

  encode(record: R): string {
    return encodeLine(record, this.place.windowId, idOfStem(this.stem) === this.id ? undefined : this.id);
  }

  /** The lines that can be read; of the others is told. */
  decode(texts: readonly string[]): Line<R>[] {
    const lines: Line<R>[] = [];
    for (const text of texts) {
      const line = decodeLine(text, this.place.kind.decode);
      if (line === 'damaged') this.place.onDamaged(this.file, text);
      else if (line === 'newer') this.place.onNewer(this.file);
      else lines.push(line);
    }
    return lines;
  }

  isOwn({ by }: Line<R>): boolean {
    return by === this.place.windowId;
  }

  fold(records: readonly R[]): S | undefined {
    return records.reduce<S | undefined>(
      (summary, record) => this.place.kind.fold(summary, this.id, record),
      undefined,
    );
  }

  isClosed(summary: S | undefined): boolean {
    return summary !== undefined && this.place.kind.isClosed(summary);
  }

  /** The summary of a closed book, which is its first line; `undefined` when it is not closed. */
  summaryIn(firstLine: string): S | undefined {
    const line = decodeLine(firstLine, this.place.kind.decode);
    return typeof line === 'object' ? this.summaryOf([line.record]) : undefined;
  }

  summaryOf([first]: readonly R[]): S | undefined {
    const summary = first === undefined ? undefined : this.place.kind.summaryIn(first);
    return this.isClosed(summary) ? summary : undefined;
  }

  /**
   * What is to be in the journal of a closed book.
   * @param read What is in it.
   * @param known What this window knows: it counts where the disk is damaged.
   */
  closing(read: Lines, known: S, at: number): Closing<S> {
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
    const found = this.fold(records);
    const isDone = this.summaryOf(records) !== undefined;
    const isFoundBetter = found !== undefined && this.isClosed(found) && (isDone || damaged.length === 0);
    const summary = isFoundBetter ? found : known;
    const lines = [this.encode(kind.summarise(summary, at)), ...texts];
    return {
      summary,
      isKnown: isDeepStrictEqual(summary, known),
      isDone,
      text: lines.map((text) => `${text}\n`).join(''),
    };
  }
}

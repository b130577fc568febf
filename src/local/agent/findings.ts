import type { Engine } from '../planner/steps';

export interface Heading {
  /** 1 to 6. */
  readonly level: number;
  readonly text: string;
}

export interface Link {
  readonly text: string;
  readonly url: string;
}

export interface Table {
  /** The caption, or the heading above it; empty when there is neither. */
  readonly heading: string;
  /** Empty when the table has no header row. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface SearchResult extends Link {
  readonly snippet: string;
}

/** Something a task found or made. Whatever comes off a page is untrusted text. */
export type Finding =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'title'; readonly title: string }
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'headings'; readonly items: readonly Heading[] }
  | { readonly kind: 'links'; readonly items: readonly Link[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly table: Table }
  | {
      readonly kind: 'results';
      readonly engine: Engine | undefined;
      readonly query: string;
      readonly items: readonly SearchResult[];
    }
  /** `dataUri` is a JPEG, absent when it is only saved; `file` its name in the scratch folder. */
  | { readonly kind: 'screenshot'; readonly dataUri?: string; readonly file: string }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'files'; readonly items: readonly { readonly name: string; readonly sizeBytes: number }[] };

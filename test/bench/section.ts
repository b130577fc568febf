import type { Figure } from './figure';

/** What esbuild tells of a bundle, as far as it is of interest here. */
export interface Bundle {
  readonly bytes: number;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

/** What a part of the bench has to work with. */
export interface Workshop {
  /** The folder of the bundles. */
  readonly bundles: string;
  /** By file name, e.g. `api.js`. */
  readonly built: Readonly<Record<string, Bundle>>;
  /** Fewer rounds: the figures come sooner and say less. */
  readonly isQuick: boolean;
  /** Runs a bundle in a fresh Node and reads what it prints. */
  readonly inside: <T>(script: string, args?: readonly string[], flags?: readonly string[]) => Promise<T>;
}

/** A part of the bench: prints its tables, and returns what belongs into the summary. */
export type Section = (workshop: Workshop) => Promise<readonly Figure[]>;

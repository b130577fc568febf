import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One exchange of a recorded scenario. */
export interface Recording {
  readonly file: string;
  /** Where the exchange is known from. */
  readonly source: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
    /** Absent where the session's own address was asked, with the token in a header and JSON in the body. */
    readonly form?: Readonly<Record<string, string>>;
    readonly token?: string;
    readonly json?: Readonly<Record<string, unknown>>;
  };
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The reply: JSON, or text as it came. `{endpoint}` in it stands for the address of the service. */
  readonly reply?: unknown;
  readonly replyText?: string;
}

const root = path.join(__dirname, '../../fixtures/wire');

export const scenarios = (): readonly string[] => readdirSync(root).sort();

/** The exchanges of a scenario, in order. */
export function recordings(scenario: string): readonly Recording[] {
  const folder = path.join(root, scenario);
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const recording = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Omit<Recording, 'file'>;
      return { file: `${scenario}/${file}`, ...recording };
    });
}

import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { LocalError } from '../failure';

export const MOST_FILES = 200;
export const MOST_FILE_BYTES = 5 * 1024 * 1024;
/** File systems count bytes, of which a Chinese character has three. */
const LONGEST_NAME_BYTES = 200;

/** Names that mean a device on Windows, with whatever ending. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)/iu;
const forbidden = /[\p{Cc}<>:"/\\|?*]/u;

/** A file of the session, as listed. */
export interface FileEntry {
  readonly name: string;
  readonly sizeBytes: number;
}

/** What went wrong with a file, for wording in the task's language. */
export type FileProblem = 'badName' | 'notFound' | 'tooMany' | 'tooLarge' | 'notText';

export class FileError extends LocalError {
  constructor(
    readonly problem: FileProblem,
    readonly file: string,
  ) {
    super(`${problem}: ${file}`);
  }
}

/** The text files of one session: a flat folder that nothing said in a task leads out of. */
export class ScratchFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Creates the file or replaces what it holds.
   * @throws {FileError} `badName`, `tooMany`, `tooLarge`.
   */
  async write(name: string, content: string | Uint8Array): Promise<void> {
    const file = this.#pathOf(name);
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    if (bytes.length > MOST_FILE_BYTES) throw new FileError('tooLarge', name);
    const names = await this.#names();
    if ((await this.#size(name)) === undefined && names.length >= MOST_FILES) throw new FileError('tooMany', name);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | noFollow, 0o600);
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
  }

  /** Adds a line at the end; creates the file when it is not there. @throws {FileError} as {@link write}. */
  async append(name: string, text: string): Promise<void> {
    const before = (await this.#size(name)) === undefined ? '' : await this.read(name);
    await this.write(name, before === '' || before.endsWith('\n') ? before + text : `${before}\n${text}`);
  }

  /** @throws {FileError} `badName`, `notFound`, `notText`. */
  async read(name: string): Promise<string> {
    const file = this.#pathOf(name);
    if ((await this.#size(name)) === undefined) throw new FileError('notFound', name);
    const handle = await open(file, constants.O_RDONLY | noFollow);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile());
    } catch (error) {
      if (error instanceof TypeError) throw new FileError('notText', name);
      throw error;
    } finally {
      await handle.close();
    }
  }

  /** By name; only plain files. */
  async list(): Promise<readonly FileEntry[]> {
    const entries: FileEntry[] = [];
    for (const name of await this.#names()) {
      const found = await lstat(path.join(this.#folder, name));
      if (found.isFile()) entries.push({ name, sizeBytes: found.size });
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws {FileError} `badName`, `notFound`. */
  async delete(name: string): Promise<void> {
    const file = this.#pathOf(name);
    if ((await this.#size(name)) === undefined) throw new FileError('notFound', name);
    await rm(file);
  }

  async #names(): Promise<readonly string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  /** Size in bytes; `undefined` when there is no such file. @throws {FileError} `badName` for a link or a folder. */
  async #size(name: string): Promise<number | undefined> {
    try {
      const found = await lstat(this.#pathOf(name));
      if (!found.isFile()) throw new FileError('badName', name);
      return found.size;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  #pathOf(name: string): string {
    const bad =
      name === '' ||
      Buffer.byteLength(name) > LONGEST_NAME_BYTES ||
      forbidden.test(name) ||
      reserved.test(name) ||
      /^\.|[. ]$|^\s/u.test(name);
    if (bad) throw new FileError('badName', name);
    return path.join(this.#folder, name);
  }
}

/** A link is not followed even if it appears between looking and opening. Windows has no such flag. */
const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../util/files';

/** Who took the keeper's place, and in which epoch: the highest one is what counts. */
export interface Lease {
  readonly epoch: number;
  /** `undefined` while it is being written, or if whoever took it died over that. */
  readonly windowId?: string;
  /** When it was taken or given up, ms since the epoch. */
  readonly at?: number;
  /** The window gave the place up. */
  readonly isFree: boolean;
}

const NAME = /^keeper\.(\d{1,15})$/;
/**
 * The files `keeper.<epoch>`. Each is created once, by one window, and never changed; the highest is never deleted. So whoever
 * creates the one that follows the highest it has seen knows that nobody has taken the place in between.
 */
export class LeaseFiles {
  #highest = 0;

  constructor(private readonly folder: string) {}

  /** Whether a file of that name may be of a higher epoch than any seen. */
  isNews(name: string): boolean {
    return Number(NAME.exec(name)?.[1] ?? 0) > this.#highest;
  }

  async highest(): Promise<Lease | undefined> {
    const epoch = Math.max(0, ...(await this.#epochs()));
    this.#highest = epoch;
    if (epoch === 0) return undefined;
    const [windowId, at, state] = (await this.#read(epoch)).split(' ');
    // The last word tells that it was written to its end.
    if (!windowId || !Number.isFinite(Number(at)) || (state !== 'free' && state !== 'taken')) {
      return { epoch, isFree: false };
    }
    return { epoch, windowId, at: Number(at), isFree: state === 'free' };
  }

  /** @returns Whether it could be created: `false` when another window was first, or is a step ahead already. */
  async create({ epoch, windowId, at, isFree }: Required<Lease>): Promise<boolean> {
    this.#highest = epoch;
    try {
      await writeFile(this.#file(epoch), `${windowId} ${at} ${isFree ? 'free' : 'taken'}`, { flag: 'wx' });
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    }
    return Math.max(...(await this.#epochs())) === epoch;
  }

  async deleteBelow(epoch: number): Promise<void> {
    const lower = (await this.#epochs()).filter((other) => other < epoch);
    // On Windows one that is being read cannot be deleted: whoever is the keeper next will.
    await Promise.allSettled(lower.map((other) => rm(this.#file(other), { force: true })));
  }

  async #epochs(): Promise<readonly number[]> {
    const names = await readdir(this.folder);
    return names.map((name) => NAME.exec(name)?.[1]).flatMap((epoch) => (epoch === undefined ? [] : Number(epoch)));
  }

  async #read(epoch: number): Promise<string> {
    try {
      return await readFile(this.#file(epoch), 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return ''; // A higher one is there meanwhile.
      throw error;
    }
  }

  #file(epoch: number): string {
    return path.join(this.folder, `keeper.${epoch}`);
  }
}

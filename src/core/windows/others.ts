import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../util/clock';
import { isProcess, processStart } from '../util/process';
import { type Announcement, decodeAnnouncement } from './announcement';
import { errorCode } from './replaceFile';
import { Silence } from './silence';

/** For how many looks a window that says it beats may be silent before it is taken for dead. */
export const PATIENCE_LOOKS = 6;

const NAME = /^([0-9a-f]{12})\.json$/;
export const announcementName = (windowId: string): string => `${windowId}.json`;
export const windowOf = (name: string): string | undefined => NAME.exec(name)?.[1];

interface Known {
  readonly announcement: Announcement;
  readonly isAlive: boolean;
}

/** The other windows, as far as their announcements tell. */
export class Others {
  readonly #known = new Map<string, Known>();
  readonly #silence = new Silence();
  /** Of those whose file is gone, ms since the epoch; `undefined` for those that never had one. */
  readonly #gone = new Map<string, number | undefined>();

  constructor(
    private readonly folder: string,
    private readonly ownId: string,
    private readonly clock: Clock,
  ) {}

  /** All that have a file, the dead ones included. */
  all(): readonly (readonly [windowId: string, announcement: Announcement, isAlive: boolean])[] {
    return [...this.#known].map(([id, { announcement, isAlive }]) => [id, announcement, isAlive]);
  }

  get isAnyAlive(): boolean {
    return [...this.#known.values()].some(({ isAlive }) => isAlive);
  }

  /** Whether it has a file. */
  has(windowId: string): boolean {
    return this.#known.has(windowId);
  }

  isAlive(windowId: string): boolean {
    // A window announces itself before it records anything: one we have not heard of may have come a moment ago.
    if (!this.#known.has(windowId) && !this.#gone.has(windowId)) this.#readAtOnce(windowId);
    return this.#known.get(windowId)?.isAlive ?? false;
  }

  lastSeenAt(windowId: string): number | undefined {
    if (this.isAlive(windowId)) return this.clock.now();
    return this.#known.get(windowId)?.announcement.at ?? this.#gone.get(windowId);
  }

  /** Reads all announcements. @throws What the file system says, when the folder cannot be read. */
  async readAll(): Promise<void> {
    const ids = (await readdir(this.folder)).map(windowOf).filter((id) => id !== undefined);
    const lost = [...this.#known.keys()].filter((id) => !ids.includes(id));
    for (const id of lost) this.#lose(id);
    await Promise.all(ids.map((id) => this.read(id)));
  }

  /** Reads the announcement of one window. */
  async read(windowId: string): Promise<void> {
    if (windowId === this.ownId) return;
    try {
      this.#take(windowId, await readFile(this.#file(windowId), 'utf8'));
    } catch (error) {
      this.#onUnreadable(windowId, error);
    }
  }

  /** Takes note of who is silent. Call it once per beat, after reading. */
  look(): void {
    for (const [id, { announcement }] of this.#known) {
      this.#silence.look(id, announcement.beat);
      this.#known.set(id, { announcement, isAlive: this.#judge(id, announcement) });
    }
  }

  /** We were away ourselves, and cannot tell who was silent meanwhile. */
  forgive(): void {
    this.#silence.forgetAll();
  }

  /** Its file has been deleted. */
  drop(windowId: string): void {
    this.#lose(windowId);
  }

  #readAtOnce(windowId: string): void {
    try {
      this.#take(windowId, readFileSync(this.#file(windowId), 'utf8'));
    } catch (error) {
      this.#onUnreadable(windowId, error);
    }
  }

  #onUnreadable(windowId: string, error: unknown): void {
    // Any other trouble with the file says nothing about its window.
    if (errorCode(error) === 'ENOENT') this.#lose(windowId);
  }

  #take(windowId: string, text: string): void {
    const announcement = decodeAnnouncement(text);
    if (!announcement) return;
    this.#gone.delete(windowId);
    this.#known.set(windowId, { announcement, isAlive: this.#judge(windowId, announcement) });
  }

  #lose(windowId: string): void {
    const known = this.#known.get(windowId);
    if (known) this.#gone.set(windowId, known.isAlive ? this.clock.now() : known.announcement.at);
    else if (!this.#gone.has(windowId)) this.#gone.set(windowId, undefined);
    this.#known.delete(windowId);
    this.#silence.forget(windowId);
  }

  #judge(windowId: string, { pid, processStart: start, beat, isBeating }: Announcement): boolean {
    if (!isProcess(pid)) return false;
    if (start !== undefined && (processStart(pid) ?? start) !== start) return false;
    return !isBeating || this.#silence.of(windowId, beat) < PATIENCE_LOOKS;
  }

  #file(windowId: string): string {
    return path.join(this.folder, announcementName(windowId));
  }
}

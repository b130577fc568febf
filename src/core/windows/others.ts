import { readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import type { Clock } from '../util/clock';
import { isProcess, processStart } from '../util/process';
import { stopwatch } from '../util/stopwatch';
import {
  type Announcement,
  announcementFile,
  decodeAnnouncement,
  isWindowId,
  temporaryFile,
  windowOf,
} from './announcement';
import { errorCode } from '../util/files';
import { Silence } from './silence';

/** How often a window that beats announces itself and looks at the others, in ms. */
export const BEAT_MS = 1_000;

/** For how many looks a window that beats may be silent before it is taken for dead. */
export const PATIENCE_LOOKS = 6;

/** Looks closer together than this count as one: nobody need have beaten in between. */
const SHORTEST_LOOK_MS = 0.9 * BEAT_MS;

/** A look that comes later than this after the last one was held up: we slept, and maybe the others did. */
const LATE_LOOK_MS = 2.5 * BEAT_MS;

/** On another machine nobody can be asked about a process: how long a window there is believed to be idle rather than dead. */
const LONGEST_IDLE_ELSEWHERE_MS = 24 * 3_600_000;

/** Another window, by its own words. */
export interface Other {
  readonly windowId: string;
  readonly announcement: Announcement;
  readonly isAlive: boolean;
}

/** The other windows, as far as their announcements tell. */
export class Others {
  readonly #known = new Map<string, Other>();
  readonly #silence = new Silence();
  /** Of those whose file is gone, ms since the epoch; `undefined` for those that never had one. */
  readonly #gone = new Map<string, number | undefined>();
  #sinceLook: (() => number) | undefined;

  constructor(
    private readonly folder: string,
    private readonly ownId: string,
    private readonly clock: Clock,
  ) {}

  /** All that have a file, the dead ones included. */
  all(): readonly Other[] {
    return [...this.#known.values()];
  }

  alive(): readonly Other[] {
    return this.all().filter(({ isAlive }) => isAlive);
  }

  /** Whether it has a file. */
  has(windowId: string): boolean {
    return this.#known.has(windowId);
  }

  isAlive(windowId: string): boolean {
    // A window announces itself before it records anything: one we have not heard of may have come a moment ago.
    if (isWindowId(windowId) && !this.has(windowId) && !this.#gone.has(windowId)) this.#readAtOnce(windowId);
    return this.#known.get(windowId)?.isAlive ?? false;
  }

  lastSeenAt(windowId: string): number | undefined {
    if (this.isAlive(windowId)) return this.clock.now();
    return this.#known.get(windowId)?.announcement.at ?? this.#gone.get(windowId);
  }

  /** Reads all announcements. @throws What the file system says, when the folder cannot be read. */
  async readAll(): Promise<void> {
    const ids = new Set((await readdir(this.folder)).map(windowOf).filter((id) => id !== undefined));
    for (const { windowId } of this.all()) if (!ids.has(windowId)) this.#lose(windowId);
    await Promise.all([...ids].map((id) => this.read(id)));
  }

  /** Reads the announcement of one window. */
  async read(windowId: string): Promise<void> {
    if (windowId === this.ownId) return;
    try {
      this.#take(windowId, await readFile(announcementFile(this.folder, windowId), 'utf8'));
    } catch (error) {
      this.#onUnreadable(windowId, error);
    }
  }

  /**
   * Takes note of who is silent. Call it after reading.
   * @returns Whether that counts: it does once per beat.
   */
  look(): boolean {
    const elapsed = this.#sinceLook?.() ?? Infinity;
    if (elapsed < SHORTEST_LOOK_MS) return false;
    this.#sinceLook = stopwatch(this.clock);
    if (elapsed >= LATE_LOOK_MS) this.#silence.forgetAll();
    for (const { windowId, announcement } of this.all()) {
      this.#silence.look(windowId, announcement.beat);
      this.#put(windowId, announcement);
    }
    return true;
  }

  /** Deletes what a dead window has left. @throws What the file system says. */
  async sweep(windowId: string): Promise<void> {
    await rm(announcementFile(this.folder, windowId), { force: true });
    await rm(temporaryFile(this.folder, windowId), { force: true });
    this.#lose(windowId);
  }

  #readAtOnce(windowId: string): void {
    try {
      this.#take(windowId, readFileSync(announcementFile(this.folder, windowId), 'utf8'));
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
    // Of two readings under way at a time, the earlier may come later.
    if (!announcement || announcement.beat < (this.#known.get(windowId)?.announcement.beat ?? 0)) return;
    this.#gone.delete(windowId);
    this.#put(windowId, announcement);
  }

  #put(windowId: string, announcement: Announcement): void {
    this.#known.set(windowId, { windowId, announcement, isAlive: this.#judge(windowId, announcement) });
  }

  #lose(windowId: string): void {
    const known = this.#known.get(windowId);
    if (known) this.#gone.set(windowId, known.isAlive ? this.clock.now() : known.announcement.at);
    else if (!this.#gone.has(windowId)) this.#gone.set(windowId, undefined);
    this.#known.delete(windowId);
    this.#silence.forget(windowId);
  }

  #judge(windowId: string, { host, pid, processStart: start, beat, isBeating, at }: Announcement): boolean {
    const isHere = host === os.hostname();
    if (isHere && !isProcess(pid)) return false;
    if (isHere && start !== undefined && (processStart(pid) ?? start) !== start) return false;
    if (isBeating) return this.#silence.of(windowId, beat) < PATIENCE_LOOKS;
    return isHere || this.clock.now() - at < LONGEST_IDLE_ELSEWHERE_MS;
  }
}

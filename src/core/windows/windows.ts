import { randomBytes } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Attention, noAttention, type TaskAttention } from '../model/attention';
import type { Clock } from '../util/clock';
import { type Disposable, Emitter } from '../util/emitter';
import type { Logger } from '../util/logger';
import { processStart } from '../util/process';
import { stopwatch } from '../util/stopwatch';
import { type Announcement, encodeAnnouncement, type Wish } from './announcement';
import { KeeperPlace } from './keeperPlace';
import { isLeaseName, LeaseFiles } from './lease';
import { announcementName, Others, windowOf } from './others';
import { closestAttention, type Onlooker, windowInFront } from './outlook';
import { replaceFile } from './replaceFile';
import { Wishes } from './wishes';

export type { Wish } from './announcement';

export const BEAT_MS = 1_000;

/** Two looks closer together than this count as one: nobody could have beaten in between. */
const SHORTEST_LOOK_MS = 0.9 * BEAT_MS;

/** A look that comes later than this after the last one was held up: this window slept, and maybe the others did. */
const LATE_MS = 2.5 * BEAT_MS;

export interface WindowsOptions {
  /** The folder of the ledger. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** The process of this window. */
  readonly pid?: number;
}

/** What a window does about the others while it beats. */
interface Beating {
  readonly isBeating: boolean;
  readonly wantsKeeping: boolean;
}

/**
 * The windows that share the ledger: who is here, what each looks at and wants, and which one is the keeper that asks about tasks
 * for all. Each window announces itself in a file of its own and reads those of the others.
 *
 * Trouble with the files is logged and survived: a window that can announce nothing, and sees no other, is its own keeper.
 */
export class Windows implements Disposable {
  /** Of this window; new each time the extension starts. */
  readonly id = randomBytes(6).toString('hex');

  readonly #folder: string;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #pid: number;
  readonly #others: Others;
  readonly #wishes: Wishes;
  readonly #files: LeaseFiles;
  readonly #place: KeeperPlace;
  readonly #changed = new Emitter<void>();
  readonly #beaten = new Emitter<void>();
  readonly #troubles = new Set<string>();

  #attention = noAttention;
  #attentionAt: number;
  #beating: Beating = { isBeating: false, wantsKeeping: false };
  #beats = 0;
  /** Time since shortly before the last announcement, and the last look that counted. */
  #sinceAnnounced: () => number = () => Infinity;
  #sinceLook: (() => number) | undefined;
  #isAlone = false;
  #told = '';

  #isAnnouncementDue = true;
  #isBeatDue = false;
  #running: Promise<void> | undefined;
  #cancelBeat: (() => void) | undefined;
  #watcher: FSWatcher | undefined;
  #isClosing = false;
  #isDisposed = false;

  /** Somebody came, went, looks elsewhere or wants something; or this window became the keeper, or ceased to be. */
  readonly onDidChange = this.#changed.event;
  /** A beat has passed, after looking at the others. */
  readonly onDidBeat = this.#beaten.event;

  private constructor({ folder, clock, log, pid = process.pid }: WindowsOptions) {
    this.#folder = path.join(folder, 'windows');
    this.#clock = clock;
    this.#log = log;
    this.#pid = pid;
    this.#attentionAt = clock.now();
    this.#others = new Others(this.#folder, this.id, clock);
    this.#wishes = new Wishes(this.id, clock);
    this.#files = new LeaseFiles(this.#folder);
    this.#place = new KeeperPlace(this.#files, this.id, clock);
  }

  /** Announces this window and reads who else is there. */
  static async open(options: WindowsOptions): Promise<Windows> {
    const windows = new Windows(options);
    await windows.#open();
    return windows;
  }

  /** Whether this window is the keeper. Ceases by itself when beats fail to come: ask each time, right before acting. */
  get isKeeper(): boolean {
    return this.#wantsPlace && (this.#isAlone || this.#place.isHeld);
  }

  /** What this window looks at, as it was announced last. */
  get attention(): Attention {
    return this.#attention;
  }

  /** Says what this window looks at. */
  announce(attention: Attention): void {
    if (JSON.stringify(attention) === JSON.stringify(this.#attention)) return;
    this.#attention = attention;
    this.#attentionAt = this.#clock.now();
    this.#say();
  }

  /** Asks whoever may write about a task to terminate it. */
  wish(terminate: string): void {
    if (this.#wishes.add(terminate)) this.#say();
  }

  /** It is done, or cannot be done. */
  unwish(terminate: string): void {
    if (this.#wishes.settle(terminate, this.#others.all())) this.#say();
  }

  /** What windows want, those that died with a wish included. */
  wishes(): readonly Wish[] {
    return this.#wishes.all(this.#others.all());
  }

  isAlive(windowId: string): boolean {
    return windowId === this.id || this.#others.isAlive(windowId);
  }

  /** When a window was last known to be alive, ms since the epoch; `undefined` when nothing is known of it. */
  lastSeenAt(windowId: string): number | undefined {
    return windowId === this.id ? this.#clock.now() : this.#others.lastSeenAt(windowId);
  }

  /** When there was last a keeper before this window, ms since the epoch; `undefined` when none is known of. */
  get lastKeptAt(): number | undefined {
    return this.#place.lastKeptAt;
  }

  /** The closest attention that any window pays to a task. */
  attentionOf(taskId: string): TaskAttention {
    return closestAttention(this.#onlookers(), taskId);
  }

  /** Which window should tell the person something: the one in front, else this one. */
  teller(): string {
    return windowInFront(this.#onlookers()) ?? this.id;
  }

  /**
   * Begins to beat, about once a second, or stops. While it beats, a window is known to be alive, sees what others announce, and
   * takes the keeper's place when that is free and `wantsKeeping`. Nothing ticks while it does not beat.
   */
  beat(beating: Beating): void {
    const before = this.#beating;
    if (before.isBeating === beating.isBeating && before.wantsKeeping === beating.wantsKeeping) return;
    this.#beating = beating;
    if (beating.isBeating) this.#isBeatDue = true;
    else this.#stopBeating();
    this.#say();
  }

  /** Resolves when all that was said is on disk, and what follows from it (whether this window is the keeper) is known. */
  async flush(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Says goodbye: the place of the keeper is free at once. */
  async close(): Promise<void> {
    if (this.#isClosing || this.#isDisposed) return this.dispose();
    this.#isClosing = true;
    this.#stopBeating();
    this.#watcher?.close();
    await this.flush();
    await this.#attempt('leave', async () => {
      await this.#place.giveUp();
      await rm(this.#file, { force: true });
    });
    this.dispose();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stopBeating();
    this.#watcher?.close();
    this.#changed.dispose();
    this.#beaten.dispose();
  }

  get #file(): string {
    return path.join(this.#folder, announcementName(this.id));
  }

  get #wantsPlace(): boolean {
    return this.#beating.isBeating && this.#beating.wantsKeeping && !this.#isClosing && !this.#isDisposed;
  }

  async #open(): Promise<void> {
    await this.#attempt('make a folder for windows', () => mkdir(this.#folder, { recursive: true }));
    this.#watch();
    this.#wake();
    await this.flush();
    await this.#attempt('look for other windows', async () => {
      const highest = await this.#files.highest();
      await this.#others.readAll();
      const { windowId } = highest ?? {};
      if (windowId === undefined || !this.isAlive(windowId))
        this.#place.noteFormer({ highest, lastSeenAt: (id) => this.lastSeenAt(id) });
    });
    this.#told = this.#outlook();
  }

  #watch(): void {
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, (_event, name) => this.#onFile(name));
      this.#watcher.on('error', (error) => this.#complain('watch for other windows', error));
    } catch (error) {
      this.#complain('watch for other windows', error); // Beats look as well.
    }
  }

  /** Something happened to a file of that name; `null` when the platform does not say to which. */
  #onFile(name: string | null): void {
    const windowId = name === null ? undefined : windowOf(name);
    if (windowId === this.id || this.#isClosing || this.#isDisposed) return;
    if (windowId !== undefined) void this.#reread(windowId);
    else if (name === null || isLeaseName(name)) this.#beatSoon();
  }

  async #reread(windowId: string): Promise<void> {
    const wasThere = this.#others.has(windowId);
    await this.#others.read(windowId);
    if (this.#isClosing || this.#isDisposed) return;
    if (wasThere && !this.#others.has(windowId)) this.#beatSoon();
    if (this.#wishes.tidy(this.#others.all())) this.#say();
    else this.#tell();
  }

  /** The keeper may have gone: no need to wait for the next beat. */
  #beatSoon(): void {
    if (!this.#beating.isBeating) return;
    this.#isBeatDue = true;
    this.#wake();
  }

  #say(): void {
    if (this.#isClosing || this.#isDisposed) return;
    this.#isAnnouncementDue = true;
    this.#tell();
    this.#wake();
  }

  #wake(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  async #run(): Promise<void> {
    while ((this.#isAnnouncementDue || this.#isBeatDue) && !this.#isDisposed) {
      const isBeat = this.#isBeatDue && this.#beating.isBeating;
      this.#isBeatDue = false;
      this.#isAnnouncementDue = false;
      const isAnnounced = await this.#attempt('announce this window', () => this.#write());
      if (isBeat) await this.#look(isAnnounced);
      else if (!this.#wantsPlace) await this.#attempt('give up the place of the keeper', () => this.#place.giveUp());
      this.#tell();
      if (isBeat) this.#afterBeat();
    }
  }

  async #write(): Promise<void> {
    const since = stopwatch(this.#clock);
    const temporary = path.join(this.#folder, `.${this.id}.tmp`);
    await replaceFile(this.#file, temporary, encodeAnnouncement(this.#announcement()), this.#clock);
    this.#sinceAnnounced = since;
  }

  #announcement(): Announcement {
    const start = processStart(this.#pid);
    return {
      pid: this.#pid,
      ...(start !== undefined && { processStart: start }),
      beat: (this.#beats += 1),
      isBeating: this.#beating.isBeating,
      at: this.#clock.now(),
      attention: this.#attention,
      attentionAt: this.#attentionAt,
      ...this.#wishes.own,
    };
  }

  /** Looks at the others and after the place of the keeper. */
  async #look(isAnnounced: boolean): Promise<void> {
    const isSeen = await this.#attempt('look after the place of the keeper', async () => {
      const highest = await this.#files.highest();
      await this.#others.readAll();
      const isLook = this.#countLook();
      if (this.#wishes.tidy(this.#others.all())) this.#isAnnouncementDue = true;
      await this.#place.lookAfter({
        ...{ highest, isLook, isWanted: this.#wantsPlace && isAnnounced, since: this.#sinceAnnounced },
        isAlive: (id) => this.isAlive(id),
        lastSeenAt: (id) => this.lastSeenAt(id),
      });
    });
    this.#isAlone = !(isAnnounced && isSeen) && !this.#others.isAnyAlive;
    if (this.isKeeper && !this.#isAlone) await this.#attempt('sweep up', () => this.#sweep());
  }

  /** @returns Whether enough time has passed for the silence of others to mean something. */
  #countLook(): boolean {
    const elapsed = this.#sinceLook?.() ?? LATE_MS;
    if (elapsed < SHORTEST_LOOK_MS) return false;
    this.#sinceLook = stopwatch(this.#clock);
    if (elapsed >= LATE_MS) this.#others.forgive();
    this.#others.look();
    return true;
  }

  /** Deletes what dead windows have left, but for what they wish. */
  async #sweep(): Promise<void> {
    for (const [windowId, { wishes }, isAlive] of this.#others.all()) {
      if (isAlive || this.#wishes.isAnyOpen(windowId, wishes, this.#others.all())) continue;
      await rm(path.join(this.#folder, announcementName(windowId)), { force: true });
      await rm(path.join(this.#folder, `.${windowId}.tmp`), { force: true });
      this.#others.drop(windowId);
    }
  }

  #afterBeat(): void {
    if (this.#isClosing || this.#isDisposed || !this.#beating.isBeating) return;
    this.#cancelBeat ??= this.#clock.after(BEAT_MS, () => {
      this.#cancelBeat = undefined;
      this.#beatSoon();
    });
    this.#beaten.fire();
  }

  #stopBeating(): void {
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
    this.#isBeatDue = false;
    this.#sinceLook = undefined;
    this.#isAlone = false;
  }

  /** Announces what is different for anybody who asks. */
  #tell(): void {
    const outlook = this.#outlook();
    if (outlook === this.#told) return;
    this.#told = outlook;
    this.#changed.fire();
  }

  #outlook(): string {
    return JSON.stringify([this.isKeeper, this.#onlookers(), this.wishes()]);
  }

  #onlookers(): readonly Onlooker[] {
    const own = { windowId: this.id, attention: this.#attention, attentionAt: this.#attentionAt };
    const others = this.#others.all().filter(([, , isAlive]) => isAlive);
    return [own, ...others.map(([windowId, { attention, attentionAt }]) => ({ windowId, attention, attentionAt }))];
  }

  /** @returns Whether it worked. Trouble of a kind is told once, until it has passed. */
  async #attempt(what: string, action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      this.#troubles.delete(what);
      return true;
    } catch (error) {
      this.#complain(what, error);
      return false;
    }
  }

  #complain(what: string, error: unknown): void {
    if (this.#troubles.has(what)) return;
    this.#troubles.add(what);
    this.#log.warn(`Could not ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

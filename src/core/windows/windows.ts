import { randomBytes } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Attention, TaskAttention } from '../model/attention';
import type { Clock } from '../util/clock';
import { type Disposable, Emitter } from '../util/emitter';
import type { Logger } from '../util/logger';
import { type Wish, windowOf } from './announcement';
import { KeeperPlace } from './keeperPlace';
import { LeaseFiles } from './lease';
import { BEAT_MS, Others } from './others';
import { closestAttention, type Onlooker, windowInFront } from './outlook';
import { OwnAnnouncement } from './ownAnnouncement';
import { Troubles } from './troubles';
import { Wishes } from './wishes';

export type { Wish } from './announcement';

export interface WindowsOptions {
  /** The folder of the ledger. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** The process of this window. */
  readonly pid?: number;
}

/** The tenure of a window that is the keeper for want of others. Those of a place begin at 1. */
const ALONE = 0;

/** What a window does for the time being. */
interface Beating {
  readonly isBeating: boolean;
  /** Whether it takes the keeper's place when that is free. */
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
  readonly #troubles: Troubles;
  readonly #own: OwnAnnouncement;
  readonly #others: Others;
  readonly #wishes: Wishes;
  readonly #lease: LeaseFiles;
  readonly #place: KeeperPlace;
  readonly #changed = new Emitter<void>();
  readonly #beaten = new Emitter<void>();

  #beating: Beating = { isBeating: false, wantsKeeping: false };
  #isAlone = false;
  #told = '';
  #isAnnouncementDue = false;
  #isBeatDue = false;
  #isClosed = false;
  #running: Promise<void> | undefined;
  #callOffBeat: (() => void) | undefined;
  #watcher: FSWatcher | undefined;

  /**
   * Somebody came, went, looks elsewhere or wants something; or this window became the keeper, or ceased to be. Who had ceased
   * without a word, because beats failed to come, becomes it anew.
   */
  readonly onDidChange = this.#changed.event;
  /** This window has beaten, and looked at the others. */
  readonly onDidBeat = this.#beaten.event;

  private constructor({ folder, clock, log, pid = process.pid }: WindowsOptions) {
    this.#folder = path.join(folder, 'windows');
    this.#clock = clock;
    this.#troubles = new Troubles(log);
    this.#own = new OwnAnnouncement(this.#folder, this.id, clock, pid);
    this.#others = new Others(this.#folder, this.id, clock);
    this.#wishes = new Wishes(this.id, clock);
    this.#lease = new LeaseFiles(this.#folder);
    this.#place = new KeeperPlace(this.#lease, this.#others, this.id, clock);
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

  /**
   * Names the time for which this window is the keeper: another one after each time it had ceased to be. `undefined` while it is
   * not. Changes by itself, as `isKeeper` does.
   */
  get tenure(): number | undefined {
    if (!this.isKeeper) return undefined;
    return this.#place.isHeld ? this.#place.epoch : ALONE;
  }

  /** What this window looks at, as it was announced last. */
  get attention(): Attention {
    return this.#own.attention;
  }

  /** Says what this window looks at. */
  announce(attention: Attention): void {
    if (this.#own.look(attention)) this.#say();
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

  /**
   * When there was last a keeper before this window took the place, ms since the epoch; that was this window itself when it had
   * slept. `undefined` when none is known of.
   */
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
    const { isBeating, wantsKeeping } = this.#beating;
    if (isBeating === beating.isBeating && wantsKeeping === beating.wantsKeeping) return;
    this.#beating = beating;
    if (!beating.isBeating) this.#stopBeating();
    this.#isBeatDue = beating.isBeating;
    this.#say();
  }

  /** Resolves when all that was said is on disk, and what follows from it (whether this window is the keeper) is known. */
  async flush(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Says goodbye: the place of the keeper is free at once. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.dispose();
    await this.flush();
    await this.#troubles.attempt('give up the place of the keeper', () => this.#place.giveUp());
    await this.#troubles.attempt('take back the announcement of this window', () => this.#own.withdraw());
  }

  /** Leaves without a word, as a crash would. */
  dispose(): void {
    this.#isClosed = true;
    this.#stopBeating();
    this.#watcher?.close();
    this.#changed.dispose();
    this.#beaten.dispose();
  }

  get #wantsPlace(): boolean {
    return this.#beating.isBeating && this.#beating.wantsKeeping && !this.#isClosed;
  }

  async #open(): Promise<void> {
    await this.#troubles.attempt('make the folder of the windows', () => mkdir(this.#folder, { recursive: true }));
    this.#watch();
    this.#say();
    await this.flush();
    await this.#troubles.attempt('look for other windows', async () => {
      const highest = await this.#lease.highest();
      await this.#others.readAll();
      this.#place.noteFormer(highest);
    });
    this.#told = this.#outlook();
  }

  #watch(): void {
    const watching = 'watch for other windows'; // Without that, beats look all the same.
    try {
      this.#watcher = watch(this.#folder, { persistent: false }, (_event, name) => this.#onFile(name));
      this.#watcher.on('error', (error) => this.#troubles.tell(watching, error));
    } catch (error) {
      this.#troubles.tell(watching, error);
    }
  }

  /** Something happened to a file of that name; `null` when the platform does not say to which. */
  #onFile(name: string | null): void {
    const windowId = name === null ? undefined : windowOf(name);
    if (name === null || this.#lease.isNews(name)) this.#beatSoon();
    else if (windowId !== undefined && windowId !== this.id) void this.#reread(windowId);
  }

  async #reread(windowId: string): Promise<void> {
    const wasThere = this.#others.has(windowId);
    await this.#others.read(windowId);
    if (this.#wishes.tidy(this.#others.all())) this.#say();
    else this.#tell();
    if (wasThere && !this.#others.has(windowId)) this.#beatSoon();
  }

  /** The keeper may have gone: no need to wait for the next beat. */
  #beatSoon(): void {
    this.#isBeatDue = this.#beating.isBeating;
    this.#wake();
  }

  #say(): void {
    this.#isAnnouncementDue = true;
    this.#tell();
    this.#wake();
  }

  #wake(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // Something may have been said between the last look at what is due and here.
      if ((this.#isAnnouncementDue || this.#isBeatDue) && !this.#isClosed) this.#wake();
    });
  }

  /** Announces and looks until there is nothing left to do. */
  async #run(): Promise<void> {
    while ((this.#isAnnouncementDue || this.#isBeatDue) && !this.#isClosed) {
      const isBeat = this.#isBeatDue;
      this.#isBeatDue = false;
      this.#isAnnouncementDue = false;
      const isAnnounced = await this.#troubles.attempt('announce this window', () =>
        this.#own.write({ isBeating: this.#beating.isBeating, ...this.#wishes.own }),
      );
      if (isBeat) await this.#look(isAnnounced);
      else if (!this.#wantsPlace)
        await this.#troubles.attempt('give up the place of the keeper', () => this.#place.giveUp());
      this.#tell();
      if (isBeat) this.#afterBeat();
    }
  }

  /** Looks at the others and after the place of the keeper. */
  async #look(isAnnounced: boolean): Promise<void> {
    const isSeen = await this.#troubles.attempt('look after the place of the keeper', async () => {
      // The place first: whoever has taken it had announced itself before.
      const highest = await this.#lease.highest();
      await this.#others.readAll();
      const isLook = this.#others.look();
      if (this.#wishes.tidy(this.#others.all())) this.#isAnnouncementDue = true;
      const isWanted = this.#wantsPlace && isAnnounced;
      await this.#place.lookAfter({ highest, isWanted, isLook, since: this.#own.since });
    });
    this.#isAlone = !(isAnnounced && isSeen) && this.#others.alive().length === 0;
    if (this.isKeeper && !this.#isAlone) await this.#troubles.attempt('sweep up after windows', () => this.#sweep());
  }

  /** Deletes what dead windows have left, but for what they wish. */
  async #sweep(): Promise<void> {
    const all = this.#others.all();
    for (const { windowId, isAlive } of all) {
      if (!isAlive && !this.#wishes.isAnyOpen(windowId, all)) await this.#others.sweep(windowId);
    }
  }

  #afterBeat(): void {
    if (!this.#beating.isBeating || this.#isClosed) return;
    this.#callOffBeat ??= this.#clock.after(BEAT_MS, () => {
      this.#callOffBeat = undefined;
      this.#beatSoon();
    });
    this.#beaten.fire();
  }

  #stopBeating(): void {
    this.#callOffBeat?.();
    this.#callOffBeat = undefined;
    this.#isAlone = false;
  }

  /** Tells that something is different for whoever asks. */
  #tell(): void {
    const outlook = this.#outlook();
    if (outlook === this.#told) return;
    this.#told = outlook;
    this.#changed.fire();
  }

  #outlook(): string {
    return JSON.stringify([this.isKeeper, this.#place.epoch, this.#onlookers(), this.wishes()]);
  }

  #onlookers(): readonly Onlooker[] {
    const { attention, attentionAt } = this.#own;
    const others = this.#others.alive().map(({ windowId, announcement }) => ({ ...announcement, windowId }));
    return [{ windowId: this.id, attention, attentionAt }, ...others.map(pickOnlooker)];
  }
}

const pickOnlooker = ({ windowId, attention, attentionAt }: Onlooker): Onlooker => ({
  windowId,
  attention,
  attentionAt,
});

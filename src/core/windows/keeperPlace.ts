import type { Clock } from '../util/clock';
import type { Lease, LeaseFiles } from './lease';
import { type Others, PATIENCE_LOOKS } from './others';
import { Silence } from './silence';

/**
 * For how long this window may take itself for the keeper after it has announced itself, in ms. Shorter than the patience of the
 * others with a silent window: one that was stopped or asleep has ceased to be the keeper before another takes the place.
 */
export const HOLD_MS = 4_000;

interface Hold {
  readonly epoch: number;
  /** When it was last renewed, ms since the epoch. */
  readonly at: number;
  /** Time since shortly before this window announced itself, in ms. */
  readonly since: () => number;
}

interface Round {
  /** Read before the announcements of the others were. */
  readonly highest: Lease | undefined;
  readonly isWanted: boolean;
  /** Whether a beat has passed since the last look that counted. */
  readonly isLook: boolean;
  /** Time since shortly before this window announced itself, in ms. */
  readonly since: () => number;
}

/**
 * The place of the keeper, as this window sees it. There are never two: whoever takes it creates the file of the next epoch, which
 * only one can, and a hold lapses before the others may take its window for dead.
 */
export class KeeperPlace {
  readonly #blanks = new Silence();
  #hold: Hold | undefined;
  #lastKeptAt: number | undefined;

  constructor(
    private readonly lease: LeaseFiles,
    private readonly others: Pick<Others, 'isAlive' | 'lastSeenAt'>,
    private readonly windowId: string,
    private readonly clock: Clock,
  ) {}

  get isHeld(): boolean {
    return this.#hold !== undefined && this.#hold.since() < HOLD_MS;
  }

  /** Which taking of the place the hold goes back to: another one when it had lapsed in between; `undefined` without a hold. */
  get epoch(): number | undefined {
    return this.#hold?.epoch;
  }

  /** When the place was last had before the present hold, ms since the epoch; `undefined` when nobody is known to have had it. */
  get lastKeptAt(): number | undefined {
    return this.#lastKeptAt;
  }

  /** Keeps the place, takes it if it is free, or gives it up. @throws What the file system says. */
  async lookAfter({ highest, isWanted, isLook, since }: Round): Promise<void> {
    const isOurs = this.#hold !== undefined && highest?.epoch === this.#hold.epoch;
    if (!isWanted) return this.giveUp();
    if (isOurs && this.isHeld) {
      this.#hold = { epoch: highest.epoch, at: this.clock.now(), since };
      return;
    }
    if (this.#hold) this.#lastKeptAt = Math.max(this.#lastKeptAt ?? 0, this.#hold.at);
    this.#hold = undefined;
    // A hold that has lapsed is not renewed but taken anew: another window may be about to, and one of the two will be first.
    if (isOurs || this.#isFree(highest, isLook)) await this.#take(highest, since);
  }

  /** Frees the place for others at once. @throws What the file system says. */
  async giveUp(): Promise<void> {
    const hold = this.#hold;
    this.#hold = undefined;
    if (hold) await this.#create(hold.epoch + 1, true);
  }

  /** Remembers when whoever had the place last was there. */
  noteFormer(highest: Lease | undefined): void {
    if (highest?.windowId === undefined || highest.windowId === this.windowId) return;
    const seenAt = highest.isFree ? undefined : this.others.lastSeenAt(highest.windowId);
    this.#lastKeptAt = Math.max(seenAt ?? 0, highest.at ?? 0);
  }

  #isFree(highest: Lease | undefined, isLook: boolean): boolean {
    if (highest === undefined || highest.isFree) return true;
    const { epoch, windowId } = highest;
    // Its window may be about to write its name there, or have died before it could.
    if (windowId === undefined) return isLook && this.#blanks.look('', epoch) >= PATIENCE_LOOKS;
    return windowId === this.windowId || !this.others.isAlive(windowId);
  }

  async #take(highest: Lease | undefined, since: () => number): Promise<void> {
    const epoch = (highest?.epoch ?? 0) + 1;
    if (!(await this.#create(epoch, false))) return;
    this.noteFormer(highest);
    this.#hold = { epoch, at: this.clock.now(), since };
    await this.lease.deleteBelow(epoch);
  }

  #create(epoch: number, isFree: boolean): Promise<boolean> {
    return this.lease.create({ epoch, windowId: this.windowId, at: this.clock.now(), isFree });
  }
}

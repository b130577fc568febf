import type { Clock } from '../util/clock';
import type { Lease, LeaseFiles } from './lease';
import { Silence } from './silence';
import { PATIENCE_LOOKS } from './others';

/**
 * For how long this window may take itself for the keeper after a beat of which it knows that the others can see it, in ms. Shorter
 * than their patience: whoever was stopped or asleep has ceased to be the keeper before another takes the place.
 */
export const HOLD_MS = 4_000;

interface Held {
  readonly epoch: number;
  /** Time since shortly before the beat, in ms. */
  readonly since: () => number;
}

/** What is known before the place is looked after. */
export interface PlaceView {
  /** Read before the announcements of the others were. */
  readonly highest: Lease | undefined;
  readonly isWanted: boolean;
  /** Time since shortly before this window's latest announcement was written, in ms. */
  readonly since: () => number;
  readonly isAlive: (windowId: string) => boolean;
  readonly lastSeenAt: (windowId: string) => number | undefined;
  /** Whether a beat has passed since the last look that counted. */
  readonly isLook: boolean;
}

/** The place of the keeper, as this window sees it. */
export class KeeperPlace {
  readonly #blanks = new Silence();
  #held: Held | undefined;
  #lastKeptAt: number | undefined;

  constructor(
    private readonly files: LeaseFiles,
    private readonly windowId: string,
    private readonly clock: Clock,
  ) {}

  get isHeld(): boolean {
    return this.#held !== undefined && this.#held.since() < HOLD_MS;
  }

  get lastKeptAt(): number | undefined {
    return this.#lastKeptAt;
  }

  /** Keeps the place, takes it if it is free, or gives it up. @throws What the file system says. */
  async lookAfter(view: PlaceView): Promise<void> {
    const { highest, isWanted, since } = view;
    const isOurs = this.#held !== undefined && highest?.epoch === this.#held.epoch;
    if (!isOurs) this.#held = undefined;
    if (!isWanted) return this.giveUp();
    if (isOurs && this.isHeld) this.#held = { epoch: highest.epoch, since };
    // A hold that has lapsed is not renewed: another window may be about to take the place. One of the two will be first.
    else if (isOurs || this.#isFree(view)) await this.#take(view);
  }

  /** Frees the place for others at once. @throws What the file system says. */
  async giveUp(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (held) await this.#create(held.epoch + 1, true);
  }

  /** Remembers when whoever had the place last was there. */
  noteFormer({ highest, lastSeenAt }: Pick<PlaceView, 'highest' | 'lastSeenAt'>): void {
    if (highest?.windowId === undefined || highest.windowId === this.windowId) return;
    const seenAt = highest.isFree ? undefined : lastSeenAt(highest.windowId);
    this.#lastKeptAt = Math.max(seenAt ?? 0, highest.at ?? 0);
  }

  #isFree({ highest, isAlive, isLook }: PlaceView): boolean {
    if (highest === undefined || highest.isFree) return true;
    const { epoch, windowId } = highest;
    if (windowId === undefined) return this.#looksAtBlank(epoch, isLook) >= PATIENCE_LOOKS;
    return windowId === this.windowId || !isAlive(windowId);
  }

  #looksAtBlank(epoch: number, isLook: boolean): number {
    return isLook ? this.#blanks.look(String(epoch), 0) : this.#blanks.of(String(epoch), 0);
  }

  async #take(view: PlaceView): Promise<void> {
    const epoch = (view.highest?.epoch ?? 0) + 1;
    this.#held = undefined;
    if (!(await this.#create(epoch, false))) return;
    this.noteFormer(view);
    this.#held = { epoch, since: view.since };
    await this.files.deleteBelow(epoch);
  }

  #create(epoch: number, isFree: boolean): Promise<boolean> {
    return this.files.create({ epoch, windowId: this.windowId, at: this.clock.now(), isFree });
  }
}

import type { Clock } from '../util/clock';
import type { Announcement, DoneWish, Wish } from './announcement';

/** What the other windows announce. */
type Announced = readonly {
  readonly windowId: string;
  readonly announcement: Pick<Announcement, 'wishes' | 'done'>;
}[];

/**
 * What this window wants, and which wishes of others it has seen done. Each window writes its own file only: that a wish is done is
 * announced by whoever did it, for as long as whoever wished repeats the wish.
 */
export class Wishes {
  #wishes: readonly Wish[] = [];
  #done: readonly DoneWish[] = [];
  #lastAt = 0;

  constructor(
    private readonly windowId: string,
    private readonly clock: Clock,
  ) {}

  /** What this window announces. */
  get own(): { readonly wishes: readonly Wish[]; readonly done: readonly DoneWish[] } {
    return { wishes: this.#wishes, done: this.#done };
  }

  /** @returns Whether that is a wish which this window did not have. */
  add(terminate: string): boolean {
    if (this.#wishes.some((wish) => wish.terminate === terminate)) return false;
    this.#lastAt = Math.max(this.clock.now(), this.#lastAt + 1);
    this.#wishes = [...this.#wishes, { terminate, at: this.#lastAt }];
    return true;
  }

  /** The wishes for a task are done, whoever made them. @returns Whether there was one. */
  settle(terminate: string, others: Announced): boolean {
    const isIt = (wish: Wish): boolean => wish.terminate === terminate;
    const done = this.#openOfOthers(others).filter(isIt);
    if (done.length === 0 && !this.#wishes.some(isIt)) return false;
    this.#done = [...this.#done, ...done];
    this.#wishes = this.#wishes.filter((wish) => !isIt(wish));
    return true;
  }

  /** Drops what is done, and what nobody repeats. @returns Whether there was anything to drop. */
  tidy(others: Announced): boolean {
    const done = others.flatMap(({ announcement }) => announcement.done);
    const wishes = this.#wishes.filter((wish) => !isIn(done, { windowId: this.windowId, ...wish }));
    const repeated = wishesOf(others);
    const stillDone = this.#done.filter((wish) => isIn(repeated, wish));
    const isTidy = wishes.length === this.#wishes.length && stillDone.length === this.#done.length;
    this.#wishes = wishes;
    this.#done = stillDone;
    return !isTidy;
  }

  /** Of all windows, one for each task, oldest first. */
  all(others: Announced): readonly Wish[] {
    const open = [...this.#wishes, ...this.#openOfOthers(others)].sort((a, b) => a.at - b.at);
    const first = new Map<string, Wish>();
    for (const { terminate, at } of open) if (!first.has(terminate)) first.set(terminate, { terminate, at });
    return [...first.values()];
  }

  /** Whether a window wants anything that nobody has done. */
  isAnyOpen(windowId: string, others: Announced): boolean {
    return this.#openOfOthers(others).some((wish) => wish.windowId === windowId);
  }

  #openOfOthers(others: Announced): readonly DoneWish[] {
    const done = [...this.#done, ...others.flatMap(({ announcement }) => announcement.done)];
    return wishesOf(others).filter((wish) => !isIn(done, wish));
  }
}

const wishesOf = (others: Announced): readonly DoneWish[] =>
  others.flatMap(({ windowId, announcement }) =>
    announcement.wishes.map(({ terminate, at }) => ({ windowId, terminate, at })),
  );

const isIn = (wishes: readonly DoneWish[], { windowId, terminate, at }: DoneWish): boolean =>
  wishes.some((wish) => wish.windowId === windowId && wish.terminate === terminate && wish.at === at);

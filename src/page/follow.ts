import { labelledButton, offer } from './button';
import { setText } from './dom';
import type { Place } from './editor';
import type { Reading } from './merge';
import { words } from './words';

/** How far from the newest line still counts as being there, in CSS pixels: zoomed pages stop short by fractions. */
const SLACK = 8;

/**
 * Keeps the newest in sight: the last action while the task runs, the verdict and the result at the top once it is settled.
 * Lets go when the reader scrolls up, and offers a way back.
 */
export class Follow {
  readonly button: HTMLButtonElement;
  readonly #scroller = document.scrollingElement ?? document.documentElement;
  readonly #listening = new AbortController();
  readonly #resized = new ResizeObserver(() => this.#catchUp());
  #isFollowing = true;
  #isSettled = false;
  /** Something came while the reader was elsewhere. */
  #isUnseen = false;
  #top = 0;

  /**
   * @param content What grows; gets the keyboard focus when the button goes away.
   * @param onDidMove Hears where the reader came to rest.
   * @param onDidJump Hears that the reader wants the newest.
   */
  constructor(
    private readonly content: HTMLElement,
    private readonly onDidMove: (place: Place) => void,
    private readonly onDidJump: () => void,
  ) {
    this.button = labelledButton('jump', 'arrow-down', words.jumpToLatest, () => this.jump(), 'primary');
    this.button.hidden = true;
    const { signal } = this.#listening;
    document.addEventListener('scroll', () => this.#note(), { signal, passive: true });
    document.addEventListener('scrollend', () => this.onDidMove(this.place), { signal, passive: true });
    window.addEventListener('resize', () => this.#catchUp(), { signal });
    this.#resized.observe(content);
  }

  get place(): Place {
    return this.#isFollowing ? 'latest' : this.#scroller.scrollTop;
  }

  /** Puts the reader where they were before the page was hidden; call once, after the first view is shown. */
  restore(place: Place): void {
    if (place === 'latest') return;
    this.#isFollowing = false;
    this.#scroller.scrollTop = place;
    this.#note();
  }

  /**
   * Changes the page and then moves to the newest, or leaves the reader where they are.
   * @param hasNews Whether the change brings something worth coming back for.
   */
  around(change: () => void, isSettled: boolean, hasNews: boolean): void {
    this.#note(); // A scroll whose event is still on its way counts.
    change();
    const hasJustSettled = isSettled && !this.#isSettled;
    this.#isSettled = isSettled;
    if (hasJustSettled && isSelecting()) this.#isFollowing = false;
    if (!this.#isFollowing && hasNews) this.#isUnseen = true;
    this.#catchUp();
    this.#draw();
  }

  dispose(): void {
    this.#listening.abort();
    this.#resized.disconnect();
  }

  /** What the reader is at, as of this moment. */
  reading(): Reading {
    this.#note();
    return this.#isFollowing ? 'latest' : 'earlier';
  }

  /** Changes what stands above `row`, which stays before the reader's eyes where it is. */
  keep(row: Element | undefined, change: () => void): void {
    const top = row?.getBoundingClientRect().top ?? 0;
    change();
    this.#isFollowing = false;
    if (row) this.#scroller.scrollTop += row.getBoundingClientRect().top - top;
    this.#note();
  }

  jump(): void {
    this.#isFollowing = true;
    this.onDidJump();
    this.#scroller.scrollTop = this.#latest();
    this.#note();
  }

  #latest(): number {
    return this.#isSettled ? 0 : this.#scroller.scrollHeight - this.#scroller.clientHeight;
  }

  #catchUp(): void {
    // Text that slides away under the pointer cannot be selected.
    if (this.#isFollowing && !isSelecting()) this.#scroller.scrollTop = this.#latest();
    this.#top = this.#scroller.scrollTop;
  }

  #note(): void {
    const top = this.#scroller.scrollTop;
    if (Math.abs(top - this.#latest()) <= SLACK) this.#isFollowing = true;
    else if (this.#isSettled || top < this.#top) this.#isFollowing = false;
    this.#top = top;
    if (this.#isFollowing) this.#isUnseen = false;
    this.#draw();
  }

  #draw(): void {
    // Once settled, nothing more will come: without news unseen, a button over the text would only be in the way.
    const isOffered = !this.#isFollowing && (!this.#isSettled || this.#isUnseen);
    const label = this.button.lastElementChild;
    if (label) setText(label, this.#isSettled ? words.jumpToResult : words.jumpToLatest);
    offer(this.button, isOffered, this.content);
  }
}

function isSelecting(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed;
}

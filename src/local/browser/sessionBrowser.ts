import { mkdirSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { atMost } from '../atMost';
import { launchBrowser, type BrowserLook, type BrowserOptions } from './launch';

/** What a page did that the person should hear of. */
export type PageEvent =
  | { readonly type: 'dialog'; readonly kind: string; readonly message: string }
  | { readonly type: 'download'; readonly name: string };

/** How long an orderly end may take before it is no longer waited for. */
const ABANDON_MS = 700;
const CLOSE_MS = 2_000;
const CUT_MS = 200;

/** For so long after a click a page may open a tab in the person's name, as browsers count it. A tab of its own is not followed. */
const ASKED_FOR_MS = 5_000;

/** The one browser of a session: started when first needed, started anew after it crashed or was closed. */
export class SessionBrowser {
  readonly #profile: string;
  readonly #temporary: string;
  readonly #options: BrowserOptions;
  #look: BrowserLook = {};
  #launching: Promise<BrowserContext> | undefined;
  #context: BrowserContext | undefined;
  #page: Page | undefined;
  /** The end of an earlier browser, which still holds the profile. */
  #ending: Promise<unknown> = Promise.resolve();
  #closed = false;
  #listener: ((event: PageEvent) => void) | undefined;
  #touchedAt = Number.NEGATIVE_INFINITY;

  constructor(profile: string, temporary: string, options: BrowserOptions) {
    this.#profile = profile;
    this.#temporary = temporary;
    this.#options = options;
  }

  /** Lets the task that runs hear what pages do. @returns Ends that. */
  listen(listener: (event: PageEvent) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = undefined;
    };
  }

  /** Says that a page is about to be clicked or gets keys: the tab this opens is the one to work in next. */
  touch(): void {
    this.#touchedAt = performance.now();
  }

  /** How the browser is to look from its next start on. @returns `false` when one is open, which would not change. */
  dress(look: BrowserLook): boolean {
    this.#look = { ...this.#look, ...look };
    return this.#launching === undefined || Object.keys(look).length === 0;
  }

  get isOpen(): boolean {
    return this.#context !== undefined;
  }

  /** The tab that is worked in, if there is one; starts nothing. */
  get shown(): Page | undefined {
    return this.#page?.isClosed() === false ? this.#page : this.#context?.pages().at(-1);
  }

  /**
   * The tab that the next step works in: the newest that a step opened. Starts the browser when there is none.
   * @throws {LocalError} when it cannot be started.
   */
  async page(): Promise<Page> {
    const context = await this.#open();
    if (this.#page?.isClosed() !== false) this.#page = context.pages().at(-1) ?? (await context.newPage());
    return this.#page;
  }

  /** The browser's name and version, e.g. `Chromium 147.0.7727.0`; empty when it is not open. */
  get version(): string {
    const version = this.#context?.browser()?.version();
    return version === undefined ? '' : `Chromium ${version}`;
  }

  /** Stops everything the pages do, at once, and leaves a browser that can be used again. */
  async abandon(): Promise<void> {
    const context = this.#context;
    if (!context) return;
    this.#page = undefined;
    const emptied = (async () => {
      const old = context.pages();
      // Pages may send a last word when they are closed; nothing is to reach anybody any more.
      await context.setOffline(true);
      // A browser whose last tab is closed may end; so the new tab comes first.
      this.#page = await context.newPage();
      await Promise.all(old.map((page) => page.close()));
      await context.setOffline(false);
      return true;
    })().catch(() => false); // The browser went away meanwhile, which stops its pages just as well.
    if ((await atMost(ABANDON_MS, emptied)) !== true) await this.close(CUT_MS);
  }

  /**
   * Ends the browser, waiting at most `waitMs` for it and for one that was told to end before; a later {@link page} starts
   * another.
   */
  async close(waitMs = CLOSE_MS): Promise<void> {
    const launching = this.#launching;
    this.#launching = undefined;
    this.#forget();
    // Gone already: as wished.
    if (launching) this.#ending = launching.then((context) => context.close()).catch(() => undefined);
    await atMost(waitMs, this.#ending);
  }

  /** Resolves when no browser that was told to end holds the profile any more. */
  get ended(): Promise<void> {
    return this.#ending.then(() => undefined);
  }

  /** Ends the browser for good. */
  async dispose(): Promise<void> {
    this.#closed = true;
    await this.close();
  }

  async #open(): Promise<BrowserContext> {
    if (this.#closed) throw new Error('The session is gone.');
    this.#launching ??= this.#launch();
    const launching = this.#launching;
    try {
      return await launching;
    } catch (error) {
      if (this.#launching === launching) this.#launching = undefined;
      throw error;
    }
  }

  async #launch(): Promise<BrowserContext> {
    await this.#ending;
    for (const folder of [this.#profile, this.#temporary]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const context = await launchBrowser(this.#profile, this.#temporary, this.#options, this.#look);
    context.setDefaultTimeout(10_000);
    context.on('close', () => {
      if (this.#context === context) {
        this.#launching = undefined;
        this.#forget();
      }
    });
    context.on('page', (page) => {
      const isAskedFor = performance.now() - this.#touchedAt < ASKED_FOR_MS;
      this.#follow(page, isAskedFor || this.#page === undefined);
    });
    context.on('dialog', (dialog) => {
      if (dialog.type() !== 'beforeunload') {
        this.#listener?.({ type: 'dialog', kind: dialog.type(), message: dialog.message() });
      }
      // Staying on a page that asks "really leave?" would leave the step hanging, so only that question is agreed to.
      const answer = dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss();
      answer.catch(() => undefined); // The page was closed before it got its answer.
    });
    for (const page of context.pages()) this.#follow(page, true);
    this.#context = context;
    return context;
  }

  #follow(page: Page, workInIt: boolean): void {
    if (workInIt) this.#page = page;
    page.on('download', (download) => this.#listener?.({ type: 'download', name: download.suggestedFilename() }));
    page.on('crash', () => {
      if (this.#page === page) this.#page = undefined;
      page.close().catch(() => undefined); // It went away with its crash.
    });
    page.on('close', () => {
      if (this.#page === page) this.#page = undefined;
    });
  }

  #forget(): void {
    this.#context = undefined;
    this.#page = undefined;
  }
}

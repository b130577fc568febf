import { build } from 'esbuild';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page, type Route } from 'playwright-core';
import type { FromPage, TaskView, ToPage } from '../../../src/protocol/page';
import { prepareChromium } from '../../host/chromium';
import { ORIGIN, shell } from './shell';
import { themeSheet, type ThemeName } from './themes';

const root = path.resolve(__dirname, '../../..');

/** Builds a script of ours as esbuild.js builds the page, into memory: contents by address. */
export async function bundle(entryPoint: string, globalName?: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { task: entryPoint },
    outdir: 'dist/page',
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    ...(globalName !== undefined && { globalName }),
  });
  const address = (file: string): string => '/' + path.relative(root, file).split(path.sep).join('/');
  return new Map(outputFiles.map(({ path: file, contents }) => [address(file), contents]));
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What the page saved in an earlier life. */
  readonly state?: unknown;
  /** ms since the epoch; the page's clock stands there and moves only when told. */
  readonly now?: number;
  readonly reducedMotion?: 'reduce';
}

/** A task page in a real browser; the editor at its other end is a double. One at a time per bench. */
export interface OpenPage {
  readonly page: Page;
  show(view: TaskView): Promise<void>;
  send(message: ToPage): Promise<void>;
  posted(): Promise<FromPage[]>;
  /** What the page last saved for its next life. */
  saved(): Promise<unknown>;
  /** What the browser complained about: refused styles and scripts, uncaught errors, failed requests. */
  readonly complaints: readonly string[];
  /** Every address outside the extension that was asked for. */
  readonly strangers: readonly string[];
}

/** One browser and one build for a whole test file. */
export class PageBench {
  #page: Page | undefined;
  #theme: ThemeName = 'Dark Modern';
  #state: unknown;
  #complaints: string[] = [];
  #strangers: string[] = [];

  static async open(): Promise<PageBench> {
    const executablePath = await prepareChromium();
    // Chromium refuses to sandbox itself for root. Everything it shows here is ours.
    const chromiumSandbox = process.getuid?.() !== 0;
    const [files, browser] = await Promise.all([
      bundle('src/page/main.ts'),
      chromium.launch({ executablePath, chromiumSandbox }),
    ]);
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Shanghai' });
    const bench = new PageBench(files, browser, context);
    await context.route('**', (route) => bench.#serve(route));
    context.on('console', (message) => bench.#complaints.push(message.text()));
    context.on('weberror', (error) => bench.#complaints.push(String(error.error())));
    return bench;
  }

  private constructor(
    private readonly files: ReadonlyMap<string, Uint8Array>,
    private readonly browser: Browser,
    private readonly context: BrowserContext,
  ) {}

  close(): Promise<void> {
    return this.browser.close();
  }

  async task(options: OpenOptions = {}): Promise<OpenPage> {
    const { theme = 'Dark Modern', width = 800, height = 600, state, now, reducedMotion = null } = options;
    this.#theme = theme;
    this.#state = state;
    const complaints: string[] = (this.#complaints = []);
    const strangers: string[] = (this.#strangers = []);
    const page = await this.#tab(now);
    await page.emulateMedia({ reducedMotion });
    await page.setViewportSize({ width, height });
    await page.goto(ORIGIN);
    const send = (message: ToPage): Promise<void> =>
      page.evaluate((data) => void window.dispatchEvent(new MessageEvent('message', { data })), message);
    return {
      page,
      complaints,
      strangers,
      send,
      show: (view) => send({ type: 'show', view }),
      posted: () => page.evaluate(() => window.double.posted),
      saved: () => page.evaluate(() => window.double.saved),
    };
  }

  /** A fresh tab takes longer than a test; only a clock that stands somewhere of its own needs one. */
  async #tab(now: number | undefined): Promise<Page> {
    if (now === undefined && this.#page) return this.#page;
    await this.#page?.close();
    const page = await this.context.newPage();
    this.#page = now === undefined ? page : undefined;
    if (now !== undefined) {
      await page.clock.install({ time: now - 1000 });
      await page.clock.pauseAt(now);
    }
    return page;
  }

  async #serve(route: Route): Promise<void> {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) {
      this.#strangers.push(url.href);
      await route.abort();
      return;
    }
    const body = await this.#file(url.pathname);
    const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };
    const contentType = types[path.extname(url.pathname)] ?? 'text/html';
    await route.fulfill(body === undefined ? { status: 404 } : { contentType, body });
  }

  async #file(address: string): Promise<string | Buffer | undefined> {
    if (address === '/') return shell(this.#theme, this.#state);
    if (address === '/theme.css') return themeSheet(this.#theme);
    const built = this.files.get(address);
    if (built) return Buffer.from(built);
    return address.startsWith('/media/') ? readFile(path.join(root, address)) : undefined;
  }
}

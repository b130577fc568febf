import fs from 'node:fs';
import { chromium, type Page } from 'playwright-core';
import { atEnd } from './ending';
import type { Run } from './runFolder';

/** How the window that shows VS Code looks. */
export interface WindowOptions {
  readonly executablePath: string;
  readonly run: Run;
  /** Device pixels per CSS pixel; 1 when absent. */
  readonly scale?: number;
}

/** An open window. */
export interface Window {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

const flags = [
  ...['--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A Chromium window of 1280 x 800 with an empty profile in the run's folder; closed with the script at the latest. */
export async function openWindow({ executablePath, run, scale = 1 }: WindowOptions): Promise<Window> {
  const context = await chromium.launchPersistentContext(fs.mkdtempSync(`${run.temp}/profile-`), {
    executablePath,
    env: { ...run.env },
    args: flags,
    // Chromium refuses to sandbox itself for root. Everything the window shows is ours.
    chromiumSandbox: process.getuid?.() !== 0,
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: scale,
    permissions: ['clipboard-read', 'clipboard-write'],
    locale: 'en-US',
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  // What we evaluate in pages has come through tsx, which names functions with a helper that pages do not have.
  await context.addInitScript({ content: 'globalThis.__name = (target) => target;' });
  const close = atEnd(() => context.close());
  return { page: context.pages()[0] ?? (await context.newPage()), close };
}

import type { Page } from 'playwright-core';
import type { SessionBrowser } from '../browser/sessionBrowser';
import { LocalError, messageOf } from '../failure';
import type { Engine, Language } from '../planner/steps';
import type { ScratchFiles } from '../sessions/scratchFiles';
import type { Finding } from './findings';

/** Why a step, and with it the task, did not succeed: one sentence for the person, in the task's language. */
export class StepFailure extends LocalError {}

/** Where each engine's results are found; `{query}` stands for the words searched for. */
export type EngineAddresses = Readonly<Record<Engine, string>>;

/** How long steps wait, in milliseconds. */
export interface Limits {
  readonly navigationMs: number;
  readonly elementMs: number;
  readonly textMs: number;
  /** The end of every patience: longer than any step that still gets answers can take. */
  readonly stepMs: number;
}

export const usualLimits: Limits = { navigationMs: 30_000, elementMs: 10_000, textMs: 30_000, stepMs: 150_000 };

/** What a step works with. */
export interface StepContext {
  readonly language: Language;
  readonly signal: AbortSignal;
  readonly limits: Limits;
  readonly engines: EngineAddresses;
  /** Every screenshot shows the whole page, whatever the step says. */
  readonly fullPageScreenshots: boolean;
  readonly browser: Pick<SessionBrowser, 'isOpen' | 'version' | 'close' | 'touch'>;
  readonly files: ScratchFiles;
  readonly findings: readonly Finding[];
  /** The words for the task's language. */
  readonly t: (en: string, zh: string) => string;
  /** Announces what is done next. */
  say(action: string): void;
  add(finding: Finding): void;
  /** The tab to work in. @throws when the task was terminated, or no browser starts. */
  page(): Promise<Page>;
}

/**
 * For a `catch` that is about to word what went wrong in a step: passes on what is not the step's own trouble, a terminate or
 * a browser that went away.
 */
export function passOn(context: StepContext, error: unknown): void {
  context.signal.throwIfAborted();
  if (isBrowserGone(error)) throw error;
}

/** Whether the driver says that page or browser ended under it. */
export const isBrowserGone = (error: unknown): boolean =>
  /(?:target|page|context|browser)\b.*(?:closed|crashed)/iu.test(messageOf(error));

/** A quotation in the task's language, cut to what one line can show. */
export function quoted(context: Pick<StepContext, 't'>, text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const shown = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  return context.t(`"${shown}"`, `“${shown}”`);
}

/** An address as it may be shown: no name and password, and not endless. */
export function shownAddress(address: string): string {
  const bare = address.replace(/^(\w+:\/\/)[^/?#@]*@/u, '$1');
  return bare.length > 120 ? `${bare.slice(0, 119)}…` : bare;
}

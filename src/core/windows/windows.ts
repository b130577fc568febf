import { type Attention, noAttention, type TaskAttention } from '../model/attention';
import type { Clock } from '../util/clock';
import { type Disposable, Emitter } from '../util/emitter';
import type { Logger } from '../util/logger';

/** Something that a window wants of whoever may write about a task. It stays until it is seen to be done, even if the window goes. */
export interface Wish {
  /** Our id of the task that is to be terminated. */
  readonly terminate: string;
  /** ms since the epoch. */
  readonly at: number;
}

export interface WindowsOptions {
  /** The folder of the ledger. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** The process of this window. */
  readonly pid?: number;
}

/**
 * The windows that share the ledger: who is here, what each looks at and wants, and which one is the keeper that asks about tasks
 * for all. Each window announces itself in a file of its own and reads those of the others.
 */
export class Windows implements Disposable {
  readonly #changed = new Emitter<void>();
  /** Somebody came, went, looks elsewhere or wants something; or this window became the keeper, or ceased to be. */
  readonly onDidChange = this.#changed.event;
  readonly #beaten = new Emitter<void>();
  /** At each beat of this window, after it has looked at the others. Who must not miss what others wrote looks now. */
  readonly onDidBeat = this.#beaten.event;
  /** Of this window; new each time the extension starts. */
  readonly id: string = '';
  /** Whether this window is the keeper. */
  readonly isKeeper: boolean = false;
  /** What this window looks at, as it was last announced. */
  readonly attention: Attention = noAttention;

  private constructor(_options: WindowsOptions) {}

  static open(_options: WindowsOptions): Promise<Windows> {
    throw new Error('not written');
  }

  /** Says what this window looks at. */
  announce(_attention: Attention): void {
    throw new Error('not written');
  }

  /** Asks whoever may write about a task to terminate it. */
  wish(_terminate: string): void {
    throw new Error('not written');
  }

  /** It is done, or cannot be done. */
  unwish(_terminate: string): void {
    throw new Error('not written');
  }

  /** What windows want, those that died with a wish included. */
  wishes(): readonly Wish[] {
    throw new Error('not written');
  }

  isAlive(_windowId: string): boolean {
    throw new Error('not written');
  }

  /** When a window was last known to be alive, ms since the epoch; `undefined` when nothing is known of it. */
  lastSeenAt(_windowId: string): number | undefined {
    throw new Error('not written');
  }

  /** When there was last a keeper before this window, ms since the epoch; `undefined` when none is known of. */
  get lastKeptAt(): number | undefined {
    throw new Error('not written');
  }

  /** The closest attention that any window pays to a task. */
  attentionOf(_taskId: string): TaskAttention {
    throw new Error('not written');
  }

  /** Which window should tell the person something: the one in front, else this one. */
  teller(): string {
    throw new Error('not written');
  }

  /**
   * Begins to beat, about once a second, or stops. While it beats, a window is known to be alive, sees what others announce, and
   * takes the keeper's place when that is free and `wantsKeeping`. Nothing ticks while it does not beat. A call that says what
   * the one before said costs nothing.
   * @returns When the others have been looked at, and the place is taken if it was free and wanted: within ms. Never rejects.
   */
  beat(_options: { readonly isBeating: boolean; readonly wantsKeeping: boolean }): Promise<void> {
    throw new Error('not written');
  }

  /** Says goodbye: the place of the keeper is free at once. */
  async close(): Promise<void> {
    throw new Error('not written');
  }

  dispose(): void {
    this.#changed.dispose();
    this.#beaten.dispose();
  }
}

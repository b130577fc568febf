/** What a test asks of a window in a process of its own; each is answered with the state afterwards. */
export type WindowCommand =
  | { readonly type: 'state' }
  /** `at`: when exactly to begin, ms since the epoch. */
  | {
      readonly type: 'beat';
      readonly beating: { readonly isBeating: boolean; readonly wantsKeeping: boolean };
      readonly at?: number;
    }
  | { readonly type: 'wish'; readonly taskId: string }
  | { readonly type: 'close' };

export interface WindowState {
  readonly windowId: string;
  readonly at: number;
  readonly isKeeper: boolean;
  readonly lastKeptAt?: number | undefined;
  readonly wishes: readonly string[];
}

/** What one window shows of our tasks. */
export interface Attention {
  /** Whether the window has the focus of the desktop. */
  readonly isFocused: boolean;
  /** Whether the tree is in sight. */
  readonly isListVisible: boolean;
  /** Our ids of the tasks whose page is in sight. */
  readonly pages: readonly string[];
}

export const noAttention: Attention = { isFocused: false, isListVisible: false, pages: [] };

/**
 * How closely a task is looked at, over all windows: its page is open in a focused window; the tree is in sight in a focused
 * window; a window is focused; none is.
 */
export type TaskAttention = 'watched' | 'visible' | 'hidden' | 'unfocused';

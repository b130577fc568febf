import type { Attention, TaskAttention } from '../model/attention';

/** A window that is alive, and what it looks at. */
export interface Onlooker {
  readonly windowId: string;
  readonly attention: Attention;
  /** Since when it looks at that, ms since the epoch. */
  readonly attentionAt: number;
}

const closest = (attention: Attention, taskId: string): TaskAttention => {
  if (!attention.isFocused) return 'unfocused';
  if (attention.pages.includes(taskId)) return 'watched';
  return attention.isListVisible ? 'visible' : 'hidden';
};

const byCloseness: readonly TaskAttention[] = ['watched', 'visible', 'hidden'];

/** The closest attention that any of the windows pays to a task. */
export function closestAttention(onlookers: readonly Onlooker[], taskId: string): TaskAttention {
  const all = new Set(onlookers.map(({ attention }) => closest(attention, taskId)));
  return byCloseness.find((attention) => all.has(attention)) ?? 'unfocused';
}

/** The window in front; the one that came there last, when several say so. `undefined` when none is. */
export function windowInFront(onlookers: readonly Onlooker[]): string | undefined {
  const claimants = onlookers.filter(({ attention }) => attention.isFocused);
  return claimants.sort((a, b) => b.attentionAt - a.attentionAt)[0]?.windowId;
}

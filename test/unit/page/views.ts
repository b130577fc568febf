import type { TaskView, ToPage, ViewEntry } from '../../../src/protocol/page';

/** When the tests' tasks begin: 22 November 2026, 10:42:00 in Shanghai. */
export const START = Date.UTC(2026, 10, 22, 2, 42, 0);

type State = TaskView['state'];

const labels: Record<State, readonly [label: string, icon: string]> = {
  submitting: ['Submitting', 'loading~spin'],
  running: ['Running', 'loading~spin'],
  terminating: ['Terminating', 'loading~spin'],
  finished: ['Finished', 'check'],
  failed: ['Failed', 'error'],
  unsupported: ['Unsupported', 'circle-slash'],
  terminated: ['Terminated', 'debug-stop'],
  unconfirmed: ['Sent, unconfirmed', 'unverified'],
  unknown: ['Lost', 'question'],
  notSent: ['Not sent', 'warning'],
};

/** A view as the host would send it; names only what matters to the test. */
export function aView(parts: Partial<TaskView> = {}): TaskView {
  const { state = 'running', firstEntry = 0, entries = [], ...rest } = parts;
  const [stateLabel, icon] = labels[state];
  const isSettled = !['submitting', 'running', 'terminating'].includes(state);
  return {
    id: 'task-1',
    text: 'Open Chrome browser',
    state,
    stateLabel,
    icon,
    subtitle: 'Computer task · AgentBay Local · session-1a2b',
    createdAt: START,
    ...(isSettled && { endedAt: START + 34_000 }),
    firstEntry,
    entries,
    entryCount: firstEntry + entries.length,
    canTerminate: state === 'running',
    canRunAgain: isSettled,
    canLookAtSession: false,
    ...rest,
  };
}

/** `count` actions, three seconds apart; `from`: how many came before them. */
export const someActions = (count: number, from = 0): readonly ViewEntry[] =>
  Array.from({ length: count }, (_, index) => ({
    type: 'action',
    at: START + 1000 + (from + index) * 3000,
    text: `Step ${from + index + 1}`,
  }));

/** What the host sends while a task goes on from `before`: `count` more actions. */
export function someMore(before: TaskView, count: number): Extract<ToPage, { type: 'more' }> {
  const firstEntry = before.firstEntry + before.entries.length;
  const { id: _id, text: _text, createdAt: _createdAt, firstEntry: _first, entries: _entries, ...status } = before;
  return {
    type: 'more',
    status: { ...status, entryCount: firstEntry + count },
    firstEntry,
    entries: someActions(count, firstEntry),
  };
}

import type { TaskView } from '../../../src/protocol/page';

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
  unknown: ['Lost', 'question'],
  notSent: ['Not sent', 'warning'],
};

/** A view as the host would send it; names only what matters to the test. */
export function aView({ state = 'running', ...rest }: Partial<TaskView> = {}): TaskView {
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
    actions: [],
    canTerminate: state === 'running',
    canRunAgain: isSettled,
    ...rest,
  };
}

/** `count` actions, three seconds apart. */
export const someActions = (count: number): TaskView['actions'] =>
  Array.from({ length: count }, (_, index) => ({ at: START + 1000 + index * 3000, text: `Step ${index + 1}` }));

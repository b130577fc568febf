import type { TaskView } from '../protocol/page';

/** Every word the page says of its own accord; what the host and the service say comes with the view. */
export const words = {
  actions: 'Actions',
  result: 'Result',
  resultSoFar: 'Result so far',
  reason: 'Reason',
  problem: 'The last question about this task failed. The task itself may be well.',
  terminate: 'Terminate',
  runAgain: 'Run Again',
  openResult: 'Open',
  openResultLong: 'Open result in an editor',
  copyResult: 'Copy',
  copyResultLong: 'Copy result',
  showAll: 'Show all',
  showLess: 'Show less',
  jumpToLatest: 'Jump to latest',
  jumpToResult: 'Jump to result',
  missing: 'Task not found',
  noResult: 'The agent finished without handing back a result.',
  tooLong: 'Too long to format here: this is the plain text. Open shows all of it in an editor.',
  table: 'Table',
  remoteImage: 'Image',
  started: (moment: string) => `Started ${moment}`,
  took: (duration: string) => `Took ${duration}`,
  lastHeard: (duration: string) => `Last heard ${duration} ago`,
  ended: (label: string, moment: string) => `${label} at ${moment}`,
} as const;

/** What stands where the first action will be, or never was. */
export function noActions({ state }: Pick<TaskView, 'state'>): string {
  switch (state) {
    case 'submitting':
      return 'Handing the task to the agent';
    case 'running':
      return 'Waiting for the agent’s first action';
    case 'notSent':
      return 'The task never reached an agent';
    case 'terminating':
    case 'finished':
    case 'failed':
    case 'unsupported':
    case 'terminated':
    case 'unknown':
      return 'No action of the agent was seen';
  }
}

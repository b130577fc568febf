import type { TaskView } from '../protocol/page';

/** Every word the page says of its own accord; what the host and the service say comes with the view. */
export const words = {
  actions: 'Actions',
  result: 'Result',
  resultSoFar: 'Result so far',
  reason: 'Reason',
  problem: 'The last question about this task failed. The task itself may be well.',
  terminateProblem: 'Could not confirm its end. The agent may still be at work.',
  terminate: 'Terminate',
  tryAgain: 'Try Again',
  lookAtSession: 'Look at Session',
  runAgain: 'Run Again',
  openResult: 'Open',
  openResultLong: 'Open result in an editor',
  copyResult: 'Copy',
  copyResultLong: 'Copy result',
  showAll: 'Show all',
  showLess: 'Show less',
  showEarlier: 'Show earlier',
  showLatest: 'Show latest',
  jumpToLatest: 'Jump to latest',
  jumpToResult: 'Jump to result',
  missing: 'Task not found',
  noResult: 'The agent finished without handing back a result.',
  tooLong: 'Too long to format here: this is the plain text. Open shows all of it in an editor.',
  cut: 'Not all of it is shown here. Open shows the whole in an editor.',
  table: 'Table',
  remoteImage: 'Image',
  started: (moment: string) => `Started ${moment}`,
  took: (duration: string) => `Took ${duration}`,
  lastHeard: (duration: string) => `Last heard ${duration} ago`,
  earlierShown: (count: number) => `${count} earlier shown`,
  gap: (from: string, until: string, why: string) => `Nothing is known from ${from} to ${until}: ${why}`,
  since: (what: string, moment: string) => `${what} since ${moment}`,
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
    case 'unconfirmed':
      return 'Whether an agent has the task is not known';
    case 'terminating':
    case 'finished':
    case 'failed':
    case 'unsupported':
    case 'terminated':
    case 'unknown':
      return 'No action of the agent was seen';
  }
}

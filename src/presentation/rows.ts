import { agentOf, type Session } from '../core/model/session';
import { isSettled, type Task } from '../core/model/task';
import {
  connectionLabels,
  duration,
  firstLine,
  sessionLabel,
  shortened,
  stallWords,
  stateIcons,
  stateLabels,
  taskKind,
  TERMINATE_PROBLEM,
} from './words';

const TOOLTIP_LENGTH = 500;

/** A row of the tree, in words. What varies is text only; `context` decides which menu entries it gets. */
export interface Row {
  readonly label: string;
  readonly description: string;
  /** Plain text: parts of it come from agents. */
  readonly tooltip: string;
  readonly icon: string;
  /** Theme colour id, e.g. `testing.iconPassed`. */
  readonly color?: string;
  readonly context: string;
  /** What a screen reader says. */
  readonly accessibleName: string;
}

const colors: Partial<Record<Task['state'], string>> = {
  finished: 'testing.iconPassed',
  failed: 'testing.iconFailed',
  unsupported: 'testing.iconSkipped',
  terminated: 'testing.iconSkipped',
  notSent: 'list.warningForeground',
  unconfirmed: 'list.warningForeground',
  unknown: 'list.warningForeground',
};

/** What the agent does now, or how the task ended. */
function taskDescription(task: Task): string {
  if (task.terminateProblem !== undefined) return TERMINATE_PROBLEM;
  if (task.problem) return `No answer: ${firstLine(task.problem.message, 60)}`;
  if (task.stall && task.state === 'running') return stallWords(task.stall);
  if (task.state === 'running') return firstLine(task.lastAction?.text ?? stateLabels.running, 60);
  const words = stateLabels[task.state];
  if (task.endedAt === undefined) return words;
  if (task.state === 'finished') return `${words} in ${duration(task.endedAt - task.createdAt)}`;
  return task.reason ? `${words}: ${firstLine(task.reason, 60)}` : words;
}

/** What can be done about a task that was sent while nobody knows whether it was taken. */
const UNCONFIRMED_HELP = 'Look at its session to see whether it runs, or run it again.';

/** The context values that `package.json` tells rows apart by: `task.<what>`, and `.live` where there is a session to look at. */
function taskContext(task: Task, session: Session | undefined): string {
  const what = !isSettled(task) ? 'atWork' : task.state === 'unconfirmed' ? 'unconfirmed' : 'settled';
  return `task.${what}${session?.state === 'running' && what !== 'settled' ? '.live' : ''}`;
}

/** @param session The task's own, where it is known. */
export function taskRow(task: Task, session?: Session): Row {
  const description = taskDescription(task);
  const color = colors[task.state];
  return {
    label: firstLine(task.text),
    description,
    tooltip: [
      shortened(task.text, TOOLTIP_LENGTH),
      '',
      `${taskKind(task)} · ${stateLabels[task.state]}`,
      isSettled(task) ? undefined : task.lastAction?.text,
      task.stall && stallWords(task.stall),
      task.problem?.message,
      task.terminateProblem !== undefined ? `${TERMINATE_PROBLEM}: ${task.terminateProblem}` : undefined,
      task.reason,
      task.state === 'unconfirmed' ? UNCONFIRMED_HELP : undefined,
    ]
      .filter((line) => line !== undefined)
      .map((line) => shortened(line, TOOLTIP_LENGTH))
      .join('\n'),
    icon: stateIcons[task.state],
    ...(color && { color }),
    context: taskContext(task, session),
    accessibleName: [`${taskKind(task)}: ${firstLine(task.text)}`, stateLabels[task.state], description]
      .filter((part, index, parts) => !parts[index + 1]?.startsWith(part))
      .join(', '),
  };
}

/** A running session whose agent is known can take a task from its menu. */
const sessionContext = (session: Session): string =>
  session.state === 'running' && agentOf(session) ? 'session.running.agent' : `session.${session.state}`;

const sessionStates: Record<Session['state'], string> = { running: '', deleting: 'deleting…', ended: 'ended' };

/**
 * @param busy How many tasks of the session are at work.
 * @param isInDoubt Nobody knows whether a task of it was taken.
 */
export function sessionRow(session: Session, busy: number, isInDoubt = false): Row {
  const place = connectionLabels[session.connection];
  const work = busy > 0 ? `${busy} running` : isInDoubt ? 'may be at work' : 'idle';
  const state = sessionStates[session.state] || work;
  const label = sessionLabel(session);
  return {
    label,
    description: `${state} · ${place}`,
    tooltip: [
      session.sessionId,
      `Image: ${session.imageId || 'not known'}`,
      `Service: ${session.endpoint}`,
      `Made: ${new Date(session.createdAt).toLocaleString()}`,
      session.reason,
    ]
      .filter((line) => line !== undefined)
      .join('\n'),
    icon: session.state === 'ended' ? 'circle-outline' : session.connection === 'local' ? 'device-desktop' : 'cloud',
    context: sessionContext(session),
    accessibleName: `Session ${label}, ${place}, ${state}`,
  };
}

/** The row that stands for what is not shown, older than all that is. */
export const earlierRow = (hidden: number): Row => ({
  label: 'Show Earlier',
  description: `${hidden} more`,
  tooltip: `${hidden} more are not shown.`,
  icon: 'history',
  context: 'earlier',
  accessibleName: `Show earlier, ${hidden} more`,
});

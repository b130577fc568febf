import { agentOf, type Session } from '../core/model/session';
import { isSettled, type Task } from '../core/model/task';
import {
  connectionLabels,
  duration,
  firstLine,
  sessionLabel,
  shortened,
  stateIcons,
  stateLabels,
  taskKind,
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
  unknown: 'list.warningForeground',
};

/** What the agent does now, or how the task ended. */
function taskDescription(task: Task): string {
  if (task.problem) return `No answer: ${firstLine(task.problem.message, 60)}`;
  if (task.state === 'running') return firstLine(task.actions.at(-1)?.text ?? stateLabels.running, 60);
  const words = stateLabels[task.state];
  if (task.endedAt === undefined) return words;
  if (task.state === 'finished') return `${words} in ${duration(task.endedAt - task.createdAt)}`;
  return task.reason ? `${words}: ${firstLine(task.reason, 60)}` : words;
}

/** The context values that `package.json` tells rows apart by. */
const taskContext = (task: Task): string => (isSettled(task) ? 'task.settled' : 'task.atWork');

export function taskRow(task: Task): Row {
  const description = taskDescription(task);
  const color = colors[task.state];
  return {
    label: firstLine(task.text),
    description,
    tooltip: [
      shortened(task.text, TOOLTIP_LENGTH),
      '',
      `${taskKind(task)} · ${stateLabels[task.state]}`,
      isSettled(task) ? undefined : task.actions.at(-1)?.text,
      task.problem?.message,
      task.reason,
    ]
      .filter((line) => line !== undefined)
      .join('\n'),
    icon: stateIcons[task.state],
    ...(color && { color }),
    context: taskContext(task),
    accessibleName: [`${taskKind(task)}: ${firstLine(task.text)}`, stateLabels[task.state], description]
      .filter((part, index, parts) => !parts[index + 1]?.startsWith(part))
      .join(', '),
  };
}

/** A running session whose agent is known can take a task from its menu. */
const sessionContext = (session: Session): string =>
  session.state === 'running' && agentOf(session) ? 'session.running.agent' : `session.${session.state}`;

const sessionStates: Record<Session['state'], string> = { running: '', deleting: 'deleting…', ended: 'ended' };

export function sessionRow(session: Session, tasks: readonly Task[]): Row {
  const place = connectionLabels[session.connection];
  const busy = tasks.filter((task) => !isSettled(task)).length;
  const state = sessionStates[session.state] || (busy > 0 ? `${busy} running` : 'idle');
  const label = sessionLabel(session);
  return {
    label,
    description: `${place} · ${state}`,
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

import { agentOf, type Session } from '../core/model/session';
import type { AgentKind, ConnectionKind, Task, TaskStall, TaskState } from '../core/model/task';

/** What each state is called. */
export const stateLabels: Record<TaskState, string> = {
  submitting: 'Starting',
  running: 'Running',
  terminating: 'Terminating',
  finished: 'Finished',
  failed: 'Failed',
  unsupported: 'Unsupported',
  terminated: 'Terminated',
  unconfirmed: 'Sent, unconfirmed',
  unknown: 'Lost',
  notSent: 'Not sent',
};

/** Codicon of each state. */
export const stateIcons: Record<TaskState, string> = {
  submitting: 'loading~spin',
  running: 'loading~spin',
  terminating: 'loading~spin',
  finished: 'pass',
  failed: 'error',
  unsupported: 'circle-slash',
  terminated: 'stop-circle',
  unconfirmed: 'unverified',
  unknown: 'question',
  notSent: 'warning',
};

export const agentLabels: Record<AgentKind, string> = { computer: 'Computer', browser: 'Browser' };

export const connectionLabels: Record<ConnectionKind, string> = {
  cloud: 'AgentBay',
  local: 'AgentBay Local',
};

/** The first line of a text, cut to `length` characters. */
export const firstLine = (text: string, length = 80): string =>
  shortened(text.trimStart().split(/\r?\n/, 1)[0] ?? '', length);

/** A text cut to `length` characters. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length > length
    ? `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
    : text;
}

/** A session's id as a person tells sessions apart: the end of it. */
export const shortId = (sessionId: string): string => sessionId.replace(/^(session-|s-)/, '').slice(-6);

/** "Computer a1b2c3": what kind of machine a session is, by its image. */
export function sessionLabel(session: Session): string {
  const agent = agentOf(session);
  return `${agent ? agentLabels[agent] : session.imageId || 'Session'} ${shortId(session.sessionId)}`;
}

/** "Computer task". */
export const taskKind = ({ agent }: Pick<Task, 'agent'>): string => `${agentLabels[agent]} task`;

/** "1 task running". */
export const tasksRunning = (count: number): string =>
  count === 0 ? 'No task running' : count === 1 ? '1 task running' : `${count} tasks running`;

/** "3 s", "2 min 5 s", "1 h 4 min". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "14:03", in the person's own time and manner. */
export const timeOfDay = (at: number): string =>
  new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

/** Words for a sign that an agent may be stuck. They tell a moment and count nothing, so that no row needs a timer. */
export const stallWords = ({ why, since }: TaskStall): string =>
  why === 'repeating'
    ? `The same action again and again since ${timeOfDay(since)}`
    : `Nothing new since ${timeOfDay(since)}`;

export const TERMINATE_PROBLEM = 'Could not confirm its end';

/**
 * Text that VS Code will not read as anything but text. Notifications turn `[words](command:id)` into a link that runs the
 * command, and quick picks turn `$(name)` into an icon: what an agent or a page says must do neither.
 */
export const inert = (text: string): string => text.replaceAll('](', '] (').replaceAll('$(', '$ (');

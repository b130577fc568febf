import type { Session } from '../core/model/session';
import { isSettled, type Task } from '../core/model/task';
import type { TaskView } from '../protocol/page';
import { connectionLabels, sessionLabel, stateIcons, stateLabels, taskKind } from './words';

/** All that the task page shows of a task. */
export function taskView(task: Task, session: Session | undefined): TaskView {
  const { id, text, state, createdAt, endedAt, actions, product, reason, problem } = task;
  const settled = isSettled(task);
  return {
    id,
    text,
    state,
    stateLabel: stateLabels[state],
    icon: stateIcons[state],
    subtitle: [taskKind(task), connectionLabels[task.connection], session && sessionLabel(session)]
      .filter((part) => part !== undefined)
      .join(' · '),
    createdAt,
    actions,
    canTerminate: !settled,
    canRunAgain: settled,
    ...(endedAt !== undefined && { endedAt }),
    ...(product !== undefined && { product: { format: productFormat(product), text: product } }),
    ...(reason !== undefined && { reason }),
    ...(problem && { problem: problem.message, lastHeardAt: problem.since }),
  };
}

/** An agent that was given an output schema answers with JSON, any other with Markdown. */
export function productFormat(product: string): 'markdown' | 'json' {
  if (!/^\s*[[{]/.test(product)) return 'markdown';
  try {
    JSON.parse(product);
    return 'json';
  } catch {
    return 'markdown';
  }
}

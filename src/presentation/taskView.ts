import type { Session } from '../core/model/session';
import { type GapCause, isSettled, type Task, type TaskStall, type TimelineEntry } from '../core/model/task';
import type { TaskStatus, ViewEntry, ViewProduct } from '../protocol/page';
import { connectionLabels, sessionLabel, shortened, stateIcons, stateLabels, taskKind } from './words';

/** Characters of one action; agents have been seen to say whole pages. */
const LONGEST_ACTION = 4_000;
/** Characters of a product that the page gets, pictures apart, and of pictures within it. */
const LONGEST_PRODUCT = 1_000_000;
const LONGEST_PICTURES = 4_000_000;
const PICTURES = /data:image\/[a-z]+;base64,[a-z0-9+/=]+/gi;

const stalls: Record<TaskStall['why'], string> = {
  repeating: 'The same action again and again',
  silent: 'Nothing new',
};

const causes: Record<GapCause, string> = {
  closed: 'the window was closed',
  asleep: 'the machine was asleep',
  offline: 'the service could not be reached',
};

/** The reason of a task that is in doubt says to look at its session first; this is for when nobody can. */
const NOTHING_TO_LOOK_AT =
  'Its session is gone, so there is nothing to look at. If you run the task again, the work may be done twice.';

/** What the task page shows of a task that may change, but for its timeline and its product. */
export function taskStatus(task: Task, session: Session | undefined): TaskStatus {
  const { state, endedAt, entryCount, reason, problem, terminateProblem, stall } = task;
  const settled = isSettled(task);
  const canLookAtSession = session?.state === 'running' && (!settled || state === 'unconfirmed');
  return {
    state,
    stateLabel: stateLabels[state],
    icon: stateIcons[state],
    subtitle: [taskKind(task), connectionLabels[task.connection], session && sessionLabel(session)]
      .filter((part) => part !== undefined)
      .join(' · '),
    entryCount,
    canTerminate: !settled,
    canRunAgain: settled,
    canLookAtSession,
    ...(endedAt !== undefined && { endedAt }),
    ...(reason !== undefined && { reason }),
    ...(state === 'unconfirmed' && !canLookAtSession && { advice: NOTHING_TO_LOOK_AT }),
    ...(problem && { problem: problem.message, lastHeardAt: problem.since }),
    ...(terminateProblem !== undefined && { terminateProblem }),
    ...(stall && { stall: { text: stalls[stall.why], since: stall.since } }),
  };
}

const bounded = (text: string): string => (text.length > LONGEST_ACTION ? shortened(text, LONGEST_ACTION) : text);

/** One entry of the timeline, as the page shows it. */
export const viewEntry = (entry: TimelineEntry): ViewEntry =>
  entry.type === 'gap'
    ? { type: 'gap', at: entry.at, until: entry.until, why: causes[entry.why] }
    : { type: 'action', at: entry.at, text: bounded(entry.text) };

/**
 * A product as the page shows it. Of one that is too long for a page the beginning is left, and only as many pictures as a page
 * can bear.
 */
export function viewProduct(product: string): ViewProduct {
  let pictures = 0;
  const text = product.replace(PICTURES, (picture) => {
    if (pictures + picture.length > LONGEST_PICTURES) return '';
    pictures += picture.length;
    return picture;
  });
  const shown = text.slice(0, LONGEST_PRODUCT + pictures);
  return {
    format: productFormat(product),
    text: shown,
    ...(shown.length < product.length && { isCut: true as const }),
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

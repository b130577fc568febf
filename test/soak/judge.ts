import { isDeepStrictEqual } from 'node:util';
import { isSettled, type Task } from '../../src/core/model/task';
import type { Note, Wish } from './notes';
import type { Detail, Report } from './orders';
import { type Course, courseOf, stepText } from './scenarios';
import type { Truth } from './truth';

/** What the extension is judged by. */
export interface Evidence {
  readonly notes: readonly Note[];
  readonly truth: Truth;
  readonly report: Report;
  /** What it said of each settled task before, by our id. */
  readonly before: ReadonlyMap<string, Task>;
}

/** A task that was asked for, with what came of asking. */
interface Asked {
  readonly text: string;
  readonly agent: string;
  /** The service's id, when the command told it. */
  readonly taskId?: string;
}

/** What is wrong with what the extension says after a restart; nothing, if all is well. */
export function complaintsOf({ notes: all, truth, report, before }: Evidence): readonly string[] {
  // The driver goes to work as soon as it has reported, and may be ahead of us.
  const notes = all.filter(({ life }) => life < report.life);
  const asked = tasksAskedFor(notes);
  const removed = new Set(wishesIn(notes).flatMap((wish) => (wish.do === 'remove' ? [wish.text] : [])));
  const toEnd = new Set(
    wishesIn(notes.filter(isDone(notes))).flatMap((wish) => (wish.do === 'terminate' ? [wish.id] : [])),
  );
  const of = (task: Task, words: readonly string[]): readonly string[] => words.map((each) => `${name(task)}: ${each}`);
  return [
    ...[...asked.values()].flatMap((wanted) => {
      const found = report.tasks.filter(({ text }) => text === wanted.text);
      return countOf(wanted, found.length, truth, removed.has(wanted.text));
    }),
    ...report.tasks.flatMap((task) => {
      const wanted = asked.get(task.text);
      if (!wanted) return of(task, ['nobody asked for it']);
      return of(task, [
        ...inItsState(task, wanted, truth),
        ...asBefore(task, before.get(task.id)),
        ...(task.state === 'running' && toEnd.has(task.id) && task.terminateProblem === undefined
          ? ['it was to be terminated']
          : []),
      ]);
    }),
    ...Object.entries(report.details).flatMap(([id, detail]) => {
      const task = report.tasks.find((each) => each.id === id);
      return task ? of(task, whole(task, detail)) : [];
    }),
    ...[...before.values()]
      .filter(({ id, text }) => !removed.has(text) && !report.tasks.some((task) => task.id === id))
      .map((task) => `${name(task)} is missing`),
  ];
}

const name = ({ id, text, state }: Task): string => `“${text}” (${state}, ${id})`;

const wishesIn = (notes: readonly Note[]): readonly Wish[] =>
  notes.flatMap((note) => (note.type === 'asks' ? [note.wish] : []));

/** Whether the command that a note asks for has come to its end. */
function isDone(notes: readonly Note[]): (note: Note) => boolean {
  const done = new Set(notes.filter(({ type }) => type === 'done').map(({ number }) => number));
  return ({ number }) => done.has(number);
}

/** By text. */
function tasksAskedFor(notes: readonly Note[]): ReadonlyMap<string, Asked> {
  const asked = new Map<string, Asked>();
  const texts = new Map<string, string>();
  for (const note of notes) {
    if (note.type === 'asks' && note.wish.do === 'run') {
      const { text, agent } = note.wish;
      asked.set(text, { text, agent });
      texts.set(note.number, text);
    }
    const started = note.type === 'done' ? asked.get(texts.get(note.number) ?? '') : undefined;
    if (started && note.type === 'done' && note.taskId !== undefined)
      asked.set(started.text, { ...started, taskId: note.taskId });
  }
  return asked;
}

/** Neither missing nor twice there, and asked of the service once at most. */
function countOf({ text, taskId }: Asked, count: number, truth: Truth, isRemoved: boolean): readonly string[] {
  const requests = truth.timesSent(text);
  const isRecorded = taskId !== undefined || requests > 0;
  return [
    ...(requests > 1 ? [`“${text}” was sent ${requests} times`] : []),
    ...(count > 1 ? [`“${text}” is there ${count} times`] : []),
    ...(count === 0 && isRecorded && !isRemoved ? [`“${text}” is missing`] : []),
  ];
}

function inItsState(task: Task, { agent, taskId }: Asked, truth: Truth): readonly string[] {
  const wrong: string[] = [];
  if (task.agent !== agent) wrong.push(`was for the ${agent} agent`);
  if (task.taskId === undefined) {
    if (taskId !== undefined) wrong.push('the id it was given is lost');
    const [fate] = truth.taken(task.text);
    const wasSent = truth.timesSent(task.text) > 0;
    if (task.state !== 'unconfirmed' && task.state !== 'notSent') wrong.push('is settled by nobody');
    if (task.state === 'notSent' && wasSent) wrong.push(fate ? 'was taken' : 'was sent');
    return wrong;
  }
  const fate = truth.fate(task.taskId);
  if (fate?.text !== task.text) return [...wrong, 'has an id that is not its own'];
  if (fate.sessionId !== task.sessionId) wrong.push(`is in ${fate.sessionId}, not in ${task.sessionId ?? 'none'}`);
  const isEnded = fate.isTerminateAsked || truth.isDeleted(fate.sessionId);
  switch (task.state) {
    case 'finished':
    case 'failed':
    case 'unsupported':
      return fate.told.has(task.state) ? wrong : [...wrong, `was told to be ${[...fate.told].join(', ')}`];
    case 'running':
      return wrong;
    case 'terminating':
    case 'terminated':
      return isEnded || task.state === 'terminating' ? wrong : [...wrong, 'nobody ended it'];
    case 'submitting':
    case 'unconfirmed':
    case 'unknown':
    case 'notSent':
      return [...wrong, 'was taken, and the service never forgot it'];
  }
}

/** An end stays an end. */
function asBefore(task: Task, before: Task | undefined): readonly string[] {
  if (!before || before.state === 'unconfirmed' || isDeepStrictEqual(task, before)) return [];
  const changed = Object.entries(before).filter(([key, value]) => !isDeepStrictEqual(value, { ...task }[key]));
  return [`was settled, and yet changed: ${changed.map(([key]) => key).join(', ') || 'something was added'}`];
}

/** Timeline and result are whole. */
function whole(task: Task, { timeline, product }: Detail): readonly string[] {
  const course: Course | undefined = courseOf(task.text);
  const wrong: string[] = [];
  const { length } = timeline;
  // One that is not settled may have got further while it was looked at.
  if (isSettled(task) ? length !== task.entryCount : length < task.entryCount)
    wrong.push(`its timeline has ${length} of ${task.entryCount} entries`);
  const actions = timeline.flatMap((entry) => (entry.type === 'action' ? [entry.text] : []));
  const steps = actions.map((text) => Number(/^Step (\d+)$/.exec(text)?.[1] ?? NaN));
  if (!steps.every((step, index) => step > (steps[index - 1] ?? 0) && actions[index] === stepText(step)))
    wrong.push(`its actions are ${actions.join(', ')}`);
  if (timeline.some((entry, index) => entry.at < (timeline[index - 1]?.at ?? 0))) wrong.push('its timeline goes back');
  if (isSettled(task) && task.hasProduct !== (product !== undefined))
    wrong.push('its product is not where it should be');
  if (product !== undefined && product !== course?.product) wrong.push('its product is another');
  if (task.state === 'finished' && product === undefined) wrong.push('its product is missing');
  if (task.state === 'failed' && task.reason !== course?.error) wrong.push(`its reason is ${task.reason ?? 'missing'}`);
  return wrong;
}

/** The settled tasks of a report, to compare later ones with. */
export const settledOf = (report: Report): ReadonlyMap<string, Task> =>
  new Map(report.tasks.filter((task) => isSettled(task)).map((task) => [task.id, task]));

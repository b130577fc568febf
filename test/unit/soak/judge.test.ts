import assert from 'node:assert/strict';
import type { Task, TimelineEntry } from '../../../src/core/model/task';
import type { Call } from '../../soak/call';
import { complaintsOf, settledOf } from '../../soak/judge';
import type { Note, Wish } from '../../soak/notes';
import type { Report } from '../../soak/orders';
import { courses, textOf } from '../../soak/scenarios';
import { Truth } from '../../soak/truth';

const quick = textOf('quick', 'task 1');
const execute = (text: string): Call => ({ type: 'execute', sessionId: 's-1', text });

/** The service took the task as `t-1`, and told of it what is given. */
function truthOf(text: string, ...statuses: readonly string[]): Truth {
  const truth = new Truth();
  truth.heard(execute(text));
  truth.answered(execute(text), { taskId: 't-1' });
  truth.told(execute(text), { taskId: 't-1' });
  for (const status of statuses) truth.answered({ type: 'status', sessionId: 's-1', taskId: 't-1' }, { status });
  return truth;
}

const note = (number: string, rest: { type: 'asks'; wish: Wish } | { type: 'done'; taskId?: string }): Note => ({
  ...{ number, life: 1, at: 1 },
  ...rest,
});
const asked = (text: string): Note => note('1.1', { type: 'asks', wish: { do: 'run', agent: 'computer', text } });
/** The command told the task's id. */
const kept = (text: string): readonly Note[] => [asked(text), note('1.1', { type: 'done', taskId: 't-1' })];

function finished(rest: Partial<Task> = {}): Task {
  const times = { createdAt: 1, sentAt: 2, updatedAt: 9, endedAt: 9 };
  const place = { connection: 'cloud', agent: 'computer', windowId: 'w-1', sessionId: 's-1', taskId: 't-1' } as const;
  const kept = { entryCount: 1, recentActions: [], hasProduct: true };
  return { id: 'a', text: quick, state: 'finished', ...place, ...times, ...kept, ...rest };
}

/** A task that has no end yet. */
function running(): Task {
  const { endedAt: _endedAt, ...task } = finished({ state: 'running', hasProduct: false });
  return task;
}

/** A task that nobody knows to be taken. */
function doubtful(state: 'unconfirmed' | 'notSent'): Task {
  const { taskId: _taskId, ...task } = finished({ state, hasProduct: false, entryCount: 0 });
  return task;
}

const whole: readonly TimelineEntry[] = [{ type: 'action', at: 3, text: 'Step 1' }];

function reportOf(tasks: readonly Task[], timeline = whole, product: string = courses.quick.product): Report {
  const details = Object.fromEntries(
    tasks.map(({ id, hasProduct }) => [id, { timeline, ...(hasProduct && { product }) }]),
  );
  return { life: 2, tasks, sessions: [], details };
}

interface Case {
  readonly notes?: readonly Note[];
  readonly truth?: Truth;
  readonly report: Report;
  /** What was said of the task before. */
  readonly before?: Task;
}

function complaints({ notes = kept(quick), truth = truthOf(quick, 'running', 'finished'), report, before }: Case) {
  const settled = settledOf(reportOf(before ? [before] : []));
  return complaintsOf({ notes, truth, report, before: settled });
}

/** One complaint at least, and all of them of that kind. */
function complains(of: RegExp, about: Case): void {
  const all = complaints(about);
  assert.ok(all.length > 0, `nothing is said, wanted ${String(of)}`);
  for (const words of all) assert.match(words, of);
}

describe('the judge of a day of kills', () => {
  describe('has nothing to say of', () => {
    it('a task as the service told it, again and again', () => {
      assert.deepEqual(complaints({ report: reportOf([finished()]), before: finished() }), []);
    });

    it('a task of which the command had not told before the kill, and which never left', () => {
      const [notes, truth] = [[asked(quick)], new Truth()];
      assert.deepEqual(complaints({ notes, truth, report: reportOf([]) }), []);
      assert.deepEqual(complaints({ notes, truth, report: reportOf([doubtful('notSent')], []) }), []);
    });

    it('what was asked for in the life that the report opens', () => {
      const notes = kept(quick).map((each) => ({ ...each, life: 2 }));
      assert.deepEqual(complaints({ notes, report: reportOf([]) }), []);
    });

    it('a task in doubt that was sent, whether it was taken or not', () => {
      const report = reportOf([doubtful('unconfirmed')], []);
      const sent = new Truth();
      sent.heard(execute(quick));
      for (const truth of [sent, truthOf(quick)])
        assert.deepEqual(complaints({ notes: [asked(quick)], truth, report }), []);
    });

    it('a second sending of what the service had refused', () => {
      const truth = new Truth();
      truth.heard(execute(quick));
      truth.told(execute(quick), {});
      truth.heard(execute(quick));
      truth.answered(execute(quick), { taskId: 't-1' });
      truth.answered({ type: 'status', sessionId: 's-1', taskId: 't-1' }, { status: 'finished' });
      assert.deepEqual(complaints({ truth, report: reportOf([finished()]) }), []);
    });

    it('a task that was removed', () => {
      const notes = [...kept(quick), note('1.2', { type: 'asks', wish: { do: 'remove', id: 'a', text: quick } })];
      assert.deepEqual(complaints({ notes, report: reportOf([]), before: finished() }), []);
    });
  });

  describe('complains of a task that', () => {
    it('is missing, though its command told its id', () => complains(/is missing/, { report: reportOf([]) }));

    it('is missing, though it was sent', () =>
      complains(/is missing/, { notes: [asked(quick)], report: reportOf([]) }));

    it('is missing, though it was there before', () =>
      complains(/is missing/, { notes: [asked(quick)], truth: new Truth(), report: reportOf([]), before: finished() }));

    it('is there twice', () =>
      complains(/is there 2 times/, { report: reportOf([finished(), finished({ id: 'b' })]) }));

    it('was sent twice', () => {
      const truth = truthOf(quick, 'finished');
      truth.heard(execute(quick));
      complains(/was sent 2 times/, { truth, report: reportOf([finished()]) });
    });

    it('nobody asked for', () => complains(/nobody asked for it/, { notes: [], report: reportOf([finished()]) }));

    it('has ended otherwise than the service told', () => {
      const failed = finished({ state: 'failed', reason: '' });
      complains(/was told to be running, finished|its reason/, { report: reportOf([failed]) });
    });

    it('was terminated by nobody', () =>
      complains(/nobody ended it/, { report: reportOf([finished({ state: 'terminated' })]) }));

    it('is lost or in doubt, though its command told its id', () => {
      for (const state of ['unknown', 'unconfirmed', 'notSent'] as const)
        complains(/the service never forgot it/, { report: reportOf([finished({ state })]) });
      complains(/the id it was given is lost/, { report: reportOf([doubtful('unconfirmed')], []) });
    });

    it('is called not sent, though it was taken', () =>
      complains(/was taken/, {
        notes: [asked(quick)],
        truth: truthOf(quick),
        report: reportOf([doubtful('notSent')], []),
      }));

    it('goes on, though it was to be terminated', () => {
      const wish: Note = note('1.2', { type: 'asks', wish: { do: 'terminate', id: 'a', text: quick } });
      const notes = [...kept(quick), wish, note('1.2', { type: 'done' })];
      complains(/was to be terminated/, { notes, report: reportOf([running()]) });
    });

    it('was settled and has changed', () => {
      const before = finished({ state: 'terminated' });
      complains(/yet changed: state/, { report: reportOf([finished()]), before });
    });

    it('has lost part of its timeline, has it doubled or in disorder', () => {
      const step = (index: number, at = index): TimelineEntry => ({ type: 'action', at, text: `Step ${index}` });
      const of = (timeline: readonly TimelineEntry[], entryCount: number): Case => ({
        report: reportOf([finished({ entryCount })], timeline),
      });
      complains(/0 of 1 entries/, of([], 1));
      complains(/its actions are Step 1, Step 1/, of([step(1), step(1)], 2));
      complains(/its actions are Step 2, Step 1/, of([step(2, 1), step(1, 2)], 2));
      complains(/goes back/, of([step(1, 5), step(2, 3)], 2));
    });

    it('has lost its result, or has another', () => {
      complains(/its product is missing/, { report: reportOf([finished({ hasProduct: false })]) });
      complains(/its product is another/, { report: reportOf([finished()], whole, 'Done at') });
    });
  });
});

import assert from 'node:assert/strict';
import {
  type CallOptions,
  type ExecutionResult,
  type QueryResult,
  ServiceError,
  type TaskEvent,
  type WatchOptions,
} from '../../../../src/core/api';
import type { TaskNotes } from '../../../../src/core/api/agent/taskNotes';
import { TaskWatch } from '../../../../src/core/api/agent/taskWatch';
import { FakeClock } from '../../../support/fakeClock';

/** One answer to "how is it?", or to "end it". */
type Said = Partial<QueryResult> | ServiceError;

interface Scene extends WatchOptions {
  readonly says?: readonly Said[];
  /** What terminating answers; not to be asked when absent. */
  readonly terminates?: Partial<ExecutionResult> | ServiceError;
  readonly isEndAsked?: boolean;
  readonly clock?: FakeClock;
  readonly callTimeoutMs?: number;
  readonly ask?: (call: CallOptions, question: number) => Promise<QueryResult>;
}

const accepted: ExecutionResult = {
  success: true,
  requestId: 'R0',
  taskId: 'task-1',
  taskStatus: 'running',
  rawStatus: 'running',
  taskResult: '',
  errorMessage: '',
};

function answerOf(said: Said): QueryResult {
  const nothing = {
    success: true,
    requestId: 'R',
    taskId: 'task-1',
    taskAction: '',
    taskProduct: '',
    errorMessage: '',
  };
  const unknown = { ...nothing, taskStatus: 'unknown', rawStatus: '' } as const;
  if (said instanceof ServiceError) return { ...unknown, success: false, errorMessage: said.message, error: said };
  return { ...unknown, rawStatus: said.taskStatus ?? '', ...said };
}

const running = { taskStatus: 'running' } as const;
const finished = { taskStatus: 'finished', taskProduct: 'Done.' } as const;
const cut = new ServiceError('network', 'The connection was cut.', { requestSent: true });
const taskGone = new ServiceError('notFound', 'No such task.', { subject: 'task', requestId: 'R9' });
const sessionGone = new ServiceError('notFound', 'No such session.', { subject: 'session' });
const throttled = (retryAfterMs: number) => new ServiceError('throttled', 'Too many requests.', { retryAfterMs });

/** A watch in which time passes by itself, and pauses are not spread. */
function setUp({ says = [], terminates, isEndAsked = false, ask, ...options }: Scene) {
  const { clock = new FakeClock(10 ** 9), callTimeoutMs = 60_000 } = options;
  const left = [...says];
  const asked: CallOptions[] = [];
  const wishes: CallOptions[] = [];
  const notes: TaskNotes = { isEndAsked };
  const watch = new TaskWatch(
    {
      accepted,
      notes,
      pushes: () => [],
      ask: (call) => {
        asked.push(call);
        if (ask) return ask(call, asked.length);
        const said = left.shift();
        assert.ok(said, 'nothing more was to be asked');
        return Promise.resolve(answerOf(said));
      },
      terminate: (call) => {
        assert.ok(terminates, 'nothing was to be terminated');
        wishes.push(call);
        notes.isEndAsked = true;
        const facts =
          terminates instanceof ServiceError
            ? { success: false, errorMessage: terminates.message, error: terminates }
            : terminates;
        return Promise.resolve({ ...accepted, ...facts });
      },
      pollIntervalMs: 3_000,
      callTimeoutMs,
      clock,
      random: () => 0.5,
    },
    options,
  );
  return { watch, clock, asked, wishes, left };
}

async function followed(scene: Scene) {
  const { watch, ...rest } = setUp(scene);
  const events: TaskEvent[] = [];
  for await (const event of watch.events()) events.push(event);
  const last = events.at(-1);
  assert.ok(last?.type === 'end');
  assert.equal(events.filter(({ type }) => type === 'end').length, 1);
  assert.deepEqual(rest.left, []);
  assert.equal(rest.clock.waiting, 0, 'a timer is left');
  return { ...rest, events, types: events.map(({ type }) => type), result: last.result };
}

const seen = ({ success, taskStatus, error }: ExecutionResult) => [success, taskStatus, error?.kind];

describe('watching a task', () => {
  it('tells what each answer shows, and nothing twice', async () => {
    const { events } = await followed({
      says: [
        { ...running, taskAction: 'Opening Notepad' },
        { ...running, taskAction: 'Opening Notepad' },
        { ...running, taskAction: '' },
        { ...running, taskAction: 'Typing' },
        { taskStatus: 'finished', rawStatus: 'completed', taskProduct: 'Done.', requestId: 'R5' },
      ],
    });
    assert.deepEqual(events, [
      { type: 'started', taskId: 'task-1' },
      { type: 'status', taskStatus: 'running', rawStatus: 'running' },
      { type: 'action', taskAction: 'Opening Notepad' },
      { type: 'action', taskAction: 'Typing' },
      { type: 'status', taskStatus: 'finished', rawStatus: 'completed' },
      {
        type: 'end',
        result: { ...accepted, requestId: 'R5', taskStatus: 'finished', rawStatus: 'completed', taskResult: 'Done.' },
      },
    ]);
  });

  it('tells an action that comes again after another', async () => {
    const say = (taskAction: string) => ({ ...running, taskAction });
    const { events } = await followed({ says: [say('Click'), say('Type'), say('Click'), finished] });
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'action' ? [event.taskAction] : [])),
      ['Click', 'Type', 'Click'],
    );
  });

  it('tells each fragment of a list that is repeated once, by its moment, thoughts before words', async () => {
    const first = { at: 1, reasoning: 'The gear is on top.', content: 'Opening Settings. ' };
    const second = { at: 2, reasoning: '', content: 'Wi-Fi is on.' };
    const { events } = await followed({
      says: [
        { ...running, taskStream: [first] },
        { ...running, taskStream: [first] },
        { ...finished, taskStream: [first, second] },
      ],
    });
    assert.deepEqual(events.slice(2, 5), [
      { type: 'reasoning', text: 'The gear is on top.' },
      { type: 'content', text: 'Opening Settings. ' },
      { type: 'status', taskStatus: 'finished', rawStatus: 'finished' },
    ]);
    assert.deepEqual(events[5], { type: 'content', text: 'Wi-Fi is on.' });
  });

  it('tells fragments without a moment by their place', async () => {
    const piece = (content: string) => ({ reasoning: '', content });
    const { events } = await followed({
      says: [
        { ...running, taskStream: [piece('a')] },
        { ...finished, taskStream: [piece('a'), piece('a'), piece('b')] },
      ],
    });
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'content' ? [event.text] : [])),
      ['a', 'a', 'b'],
    );
  });

  it('takes no status word for no news', async () => {
    const { types, result } = await followed({ says: [running, {}, {}, finished] });
    assert.deepEqual(types, ['started', 'status', 'status', 'end']);
    assert.equal(result.taskStatus, 'finished');
  });

  it('asks each question once: the next one is the second attempt', async () => {
    const { asked } = await followed({ says: [cut, finished] });
    assert.deepEqual(
      asked.map(({ attempts }) => attempts),
      [1, 1],
    );
  });

  for (const taskStatus of ['failed', 'unsupported', 'terminated'] as const) {
    it(`ends without success when the task is ${taskStatus}, and without an error: the question was answered`, async () => {
      const { result } = await followed({ says: [{ taskStatus, errorMessage: 'No such button.' }] });
      assert.deepEqual(seen(result), [false, taskStatus, undefined]);
    });
  }

  it('ends without success when the result breaks its schema, and keeps status and result', async () => {
    const schemaViolation = { field: 'a', message: 'a must be a number' };
    const { result } = await followed({ says: [{ ...finished, schemaViolation }] });
    assert.deepEqual(seen(result), [false, 'finished', undefined]);
    assert.equal(result.taskResult, 'Done.');
    assert.deepEqual(result.schemaViolation, schemaViolation);
    assert.match(result.errorMessage, /not what the output schema asks for: a must be a number\.$/);
  });

  it('stops asking when nobody reads on, and leaves no timer', async () => {
    const { watch, asked, clock } = setUp({ says: [running, running], timeoutMs: 60_000 });
    for await (const event of watch.events()) if (event.type === 'status') break;
    assert.equal(asked.length, 1);
    assert.equal(clock.waiting, 0);
  });
});

describe('a question that failed', () => {
  it('is told as a problem and asked again with growing pauses; a good answer brings the pace back', async () => {
    const { types, clock, result } = await followed({ says: [cut, cut, cut, cut, running, cut, finished] });
    assert.deepEqual(types, [
      ...['started', 'problem', 'problem', 'problem', 'problem', 'status', 'problem', 'status', 'end'],
    ]);
    assert.deepEqual(clock.pauses, [500, 1000, 2000, 4000, 375, 500]);
    assert.deepEqual(seen(result), [true, 'finished', undefined]);
  });

  it('makes the pauses no longer than ten times the usual', async () => {
    const { clock } = await followed({ says: [...Array<Said>(9).fill(cut), finished] });
    assert.deepEqual(clock.pauses.slice(-3), [30_000, 30_000, 30_000]);
  });

  for (const error of [
    new ServiceError('timeout', 'No answer.'),
    new ServiceError('service', 'The tool says no.', { httpStatus: 500 }),
    new ServiceError('service', 'The tool says no.'),
    new ServiceError('badReply', 'Not JSON.'),
    throttled(10),
  ]) {
    it(`(${error.kind}, HTTP ${error.detail.httpStatus ?? 200}) never ends the watching`, async () => {
      const { result } = await followed({ says: [error, finished] });
      assert.deepEqual(seen(result), [true, 'finished', undefined]);
    });
  }

  it('is asked again no sooner than the service wants', async () => {
    const { clock } = await followed({ says: [throttled(9_000), throttled(50), finished] });
    assert.deepEqual(clock.pauses, [9_000, 1_000]);
  });

  it('gets no last try where the service wants to be left alone for longer than there is time', async () => {
    const { clock, asked, result } = await followed({ says: [throttled(9_000)], timeoutMs: 4_000 });
    assert.deepEqual(clock.pauses, [4_000]);
    assert.equal(asked.length, 1);
    assert.deepEqual(seen(result), [false, 'running', 'timeout']);
  });

  it('may take 20 s, but no longer than any call of the client', async () => {
    for (const [callTimeoutMs, limitMs] of [
      [60_000, 20_000],
      [8_000, 8_000],
    ] as const) {
      const { asked } = await followed({ says: [finished], callTimeoutMs });
      assert.equal(asked[0]?.timeoutMs, limitMs);
    }
  });

  it('is given up after 20 s without an answer, and asked again', async () => {
    const clock = new FakeClock(1_000);
    const never = new Promise<QueryResult>(() => undefined);
    const { watch, asked } = setUp({
      clock,
      ask: ({ signal }, question) => {
        if (question > 1) return Promise.resolve(answerOf(finished));
        // As the client does it: the end of the signal is an answer.
        return new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(answerOf(new ServiceError('aborted', 'Stopped.'))));
          void never.then(resolve);
        });
      },
    });
    const events = watch.events();
    await events.next();
    const next = events.next();
    clock.leap(20_000);
    const { value } = await next;
    assert.ok(value?.type === 'problem');
    assert.equal(value.error.kind, 'timeout');
    assert.match(value.error.message, /did not answer within 20 s/);
    await events.next();
    assert.equal(asked.length, 2);
  });
});

describe('what ends the watching before the task', () => {
  it('is that nobody knows the task any more: how it ended cannot be told', async () => {
    const { result } = await followed({ says: [running, taskGone] });
    assert.deepEqual(seen(result), [false, 'unknown', 'notFound']);
    assert.equal(result.requestId, 'R9');
  });

  it('is no mystery where we asked for its end', async () => {
    const { result } = await followed({ says: [running, taskGone], isEndAsked: true });
    assert.deepEqual(seen(result), [false, 'terminated', undefined]);
    assert.equal(result.errorMessage, 'The task was terminated.');
  });

  it('is no mystery where the service had said that it was ending', async () => {
    const { result } = await followed({ says: [{ taskStatus: 'terminating' }, taskGone] });
    assert.deepEqual(seen(result), [false, 'terminated', undefined]);
  });

  it('is that its session is gone', async () => {
    const { result } = await followed({ says: [running, sessionGone], isEndAsked: true });
    assert.deepEqual(seen(result), [false, 'unknown', 'notFound']);
  });

  it('is that the key is not accepted any more; the task is left running, and the result says so', async () => {
    const revoked = new ServiceError('unauthorised', 'The key is not accepted.', { requestId: 'R7' });
    const { result, types } = await followed({ says: [running, revoked] });
    assert.deepEqual(seen(result), [false, 'running', 'unauthorised']);
    assert.match(result.errorMessage, /not accepted\. The task was left running: ask with getTaskStatus\('task-1'\)/);
    assert.equal(result.error?.detail.requestId, 'R7');
    assert.ok(!types.includes('problem'));
  });

  it('is the signal, in a pause', async () => {
    const stop = new AbortController();
    const clock = new FakeClock(50);
    const { watch, asked } = setUp({ says: [running], signal: stop.signal, clock });
    const events = watch.events();
    await events.next();
    await events.next();
    const next = events.next();
    await new Promise(setImmediate);
    stop.abort();
    const { value } = await next;
    assert.ok(value?.type === 'end');
    assert.deepEqual(seen(value.result), [false, 'running', 'aborted']);
    assert.match(value.result.errorMessage, /^Stopped waiting for the task\. The task was left running/);
    assert.equal(asked.length, 1);
    assert.equal(clock.waiting, 0);
  });

  it('is the signal, before the first question', async () => {
    const { asked, result } = await followed({ signal: AbortSignal.abort() });
    assert.equal(asked.length, 0);
    assert.deepEqual(seen(result), [false, 'running', 'aborted']);
  });
});

describe('the end of the time', () => {
  it('comes after a last question, and leaves the task running', async () => {
    const says = [running, cut, cut, cut, cut];
    const { asked, clock, result } = await followed({ says, timeoutMs: 2_000 });
    assert.deepEqual(clock.pauses, [100, 500, 1_000, 400]);
    assert.equal(asked.length, 5);
    assert.deepEqual(seen(result), [false, 'running', 'timeout']);
    assert.match(
      result.errorMessage,
      /not ended within 2 s\. The task was left running: ask with getTaskStatus\('task-1'\), stop it with terminateTask\('task-1'\)\. The last question failed: The connection was cut\.$/,
    );
    assert.equal(result.error?.detail.attempts, 5);
    assert.equal(result.error.detail.action, 'CallMcpTool');
  });

  it('finds a task that has just finished', async () => {
    const { result } = await followed({ says: [running, finished], timeoutMs: 50 });
    assert.deepEqual(seen(result), [true, 'finished', undefined]);
  });

  it('waits 5 s for the last answer, and no longer', async () => {
    const clock = new FakeClock(1_000);
    const { watch } = setUp({
      clock,
      timeoutMs: 1_000,
      ask: ({ signal }) =>
        new Promise((resolve) => {
          signal?.addEventListener('abort', () => resolve(answerOf(new ServiceError('aborted', 'Stopped.'))));
        }),
    });
    const events = watch.events();
    await events.next();
    const problem = events.next();
    clock.leap(6_000);
    const told = await problem;
    assert.ok(told.done !== true);
    assert.equal(told.value.type, 'problem');
    const { value } = await events.next();
    assert.ok(value?.type === 'end');
    assert.deepEqual(seen(value.result), [false, 'running', 'timeout']);
  });
});

describe('terminateOnTimeout', () => {
  const timeLimit = { timeoutMs: 50, terminateOnTimeout: true } as const;

  it('is done only where it is asked for', async () => {
    const { wishes } = await followed({
      says: [running, running],
      timeoutMs: 50,
      terminates: { taskStatus: 'terminated' },
    });
    assert.equal(wishes.length, 0);
  });

  it('says terminated when the service confirms it at once', async () => {
    const { result, wishes } = await followed({
      ...{ ...timeLimit, says: [running, running] },
      terminates: { taskStatus: 'terminated', rawStatus: 'finished' },
    });
    assert.equal(wishes.length, 1);
    assert.deepEqual(seen(result), [false, 'terminated', 'timeout']);
    assert.equal(result.errorMessage, 'The task had not ended within 50 ms and was terminated.');
  });

  for (const [how, confirmation] of [
    ['a status', { taskStatus: 'terminated', rawStatus: 'cancelled' }],
    ['having forgotten the task', taskGone],
  ] as const) {
    it(`says terminated when the service confirms it later, by ${how}`, async () => {
      const { result } = await followed({
        ...{ ...timeLimit, says: [running, running, { taskStatus: 'terminating' }, cut, confirmation] },
        terminates: { taskStatus: 'terminating', rawStatus: 'cancelling' },
      });
      assert.deepEqual(seen(result), [false, 'terminated', 'timeout']);
    });
  }

  it('says that the end is not confirmed when it is not within 30 s', async () => {
    const { clock, result, wishes } = await followed({
      ...timeLimit,
      ask: () => Promise.resolve(answerOf(running)),
      terminates: { taskStatus: 'terminating', rawStatus: 'cancelling' },
    });
    assert.equal(wishes.length, 1);
    assert.equal(Math.round(clock.pauses.reduce((sum, ms) => sum + ms, 0)), 30_050);
    assert.equal(result.error?.kind, 'timeout');
    assert.notEqual(result.taskStatus, 'terminated');
    assert.match(result.errorMessage, /end was asked for, but is not confirmed: it may be running on/);
  });

  it('says so when the wish was refused', async () => {
    const { result } = await followed({ ...timeLimit, says: [running, running], terminates: cut });
    assert.deepEqual(seen(result), [false, 'running', 'timeout']);
    assert.match(result.errorMessage, /could not be ended, and may be running on: The connection was cut\./);
  });

  it('gives the result of a task that finished all the same', async () => {
    const { result } = await followed({
      ...{ ...timeLimit, says: [running, running, finished] },
      terminates: { taskStatus: 'terminating', rawStatus: 'cancelling' },
    });
    assert.deepEqual(seen(result), [true, 'finished', undefined]);
    assert.equal(result.taskResult, 'Done.');
  });

  it('does not claim the end of a task that was gone before', async () => {
    const { result } = await followed({
      ...{ ...timeLimit, says: [running, running] },
      terminates: { taskStatus: 'unknown', rawStatus: '' },
    });
    assert.deepEqual(seen(result), [false, 'unknown', 'timeout']);
    assert.match(result.errorMessage, /was gone: it has ended, but how cannot be told/);
  });
});

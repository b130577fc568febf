import assert from 'node:assert/strict';
import { mayHaveBeenAccepted, type TaskEvent } from '../../../../src/core/api';
import { StreamEvents } from '../../../../src/core/api/agent/streamEvents';
import { StreamStory } from '../../../../src/core/api/agent/streamStory';
import type { StreamPart } from '../../../../src/core/api/socket/streamFrames';

/** All that the parts come to, and the result if there is one. */
function tell(...parts: readonly StreamPart[]) {
  const story = new StreamStory();
  const events = parts.flatMap((part) => [...story.hear(part)]);
  const last = events.at(-1);
  return {
    story,
    events,
    kinds: events.map(({ type }) => type),
    result: last?.type === 'end' ? last.result : undefined,
  };
}

const content = (text: string): StreamPart => ({ type: 'content', text });
const end = (status: string, facts: { taskResult?: string; reason?: string } = {}): StreamPart => ({
  type: 'end',
  status,
  reason: '',
  ...facts,
});
const fault: StreamPart = { type: 'fault', code: 'E1', message: 'Tap failed' };

describe('what a stream comes to (5.3)', () => {
  it("begins with its first sign and ends with the agent's word", () => {
    const { events, result } = tell(content('Wi-Fi is on.'), end('finished', { taskResult: 'On.' }));
    assert.deepEqual(events.slice(0, -1), [
      { type: 'started', taskId: '' },
      { type: 'status', taskStatus: 'running', rawStatus: '' },
      { type: 'content', text: 'Wi-Fi is on.' },
      { type: 'status', taskStatus: 'finished', rawStatus: 'finished' },
    ]);
    assert.deepEqual(result, {
      success: true,
      requestId: '',
      taskId: '',
      taskStatus: 'finished',
      rawStatus: 'finished',
      taskResult: 'On.',
      errorMessage: '',
    });
  });

  it('takes the joined content for the result where the end brings none', () => {
    assert.equal(tell(content('Wi-Fi '), content('is on.'), end('finished')).result?.taskResult, 'Wi-Fi is on.');
  });

  const words: [string, string, boolean][] = [
    ['finished', 'finished', true],
    ['completed', 'finished', true],
    ['Finished', 'finished', true],
    ['failed', 'failed', false],
    ['unsupported', 'unsupported', false],
    ['cancelled', 'terminated', false],
    ['max_steps_reached', 'unknown', false],
    ['running', 'unknown', false],
  ];
  for (const [word, taskStatus, success] of words) {
    it(`is ${taskStatus} when the end says ${word}`, () => {
      const { result } = tell(content('x'), end(word));
      assert.deepEqual([result?.taskStatus, result?.success, result?.rawStatus], [taskStatus, success, word]);
      if (taskStatus === 'unknown') assert.ok(result?.error && mayHaveBeenAccepted(result.error));
      else assert.equal(result?.error, undefined);
    });
  }

  it('leaves the verdict to the end after a fault', () => {
    const { kinds, result } = tell(fault, end('finished'));
    assert.deepEqual(kinds, ['started', 'status', 'fault', 'status', 'end']);
    assert.deepEqual([result?.success, result?.errorMessage], [true, '']);
  });

  it('gives the best reason there is for a failure', () => {
    assert.equal(tell(fault, end('failed', { reason: 'No way' })).result?.errorMessage, 'No way');
    assert.equal(tell(fault, end('failed')).result?.errorMessage, 'Tap failed');
    assert.equal(tell(end('failed', { taskResult: 'Stuck' })).result?.errorMessage, 'Stuck');
    assert.equal(tell(end('failed')).result?.errorMessage, 'The agent gave no reason.');
  });

  for (const hasPhase of [true, false]) {
    it(`is unknown when the agent breaks its stream off ${hasPhase ? 'in phase error' : 'by an error without a phase'}: that is no verdict`, () => {
      const { kinds, result } = tell(content('x'), { type: 'failed', hasPhase, code: '', message: 'No screen' });
      assert.deepEqual(kinds.slice(-3), ['fault', 'problem', 'end']);
      assert.deepEqual([result?.taskStatus, result?.error?.kind, result?.taskResult], ['unknown', 'network', 'x']);
      assert.match(result?.errorMessage ?? '', /broke the stream off: No screen\. The task may be running on\./);
    });
  }

  it('was not taken when an error is all the answer there is', () => {
    const message = 'Another task is currently running';
    const { kinds, result } = tell({ type: 'failed', hasPhase: false, code: 'Busy', message });
    assert.deepEqual([kinds, result?.taskStatus, result?.error?.kind], [['end'], 'notSent', 'service']);
    assert.match(result?.errorMessage ?? '', /^Another task .*Wait for it/);
  });

  it("is unknown when the socket's own server cuts it: that does not speak for the agent", () => {
    for (const message of ['', 'Agent away']) {
      const { kinds, result } = tell(content('x'), { type: 'cut', message });
      assert.deepEqual(kinds.slice(-2), ['problem', 'end']);
      assert.deepEqual([result?.taskStatus, result?.success, result?.error?.kind], ['unknown', false, 'network']);
      assert.match(result?.errorMessage ?? '', /may be running on.*no id.*live view.*delete the session/);
      assert.ok(result?.error && mayHaveBeenAccepted(result.error));
      assert.equal(result.taskResult, 'x');
    }
  });

  it('is still running when we leave', () => {
    const told = new StreamStory().left('timeout', 'It took long.');
    assert.ok(told.type === 'end' && told.result.error);
    assert.deepEqual([told.result.taskStatus, told.result.error.kind], ['running', 'timeout']);
    assert.match(told.result.errorMessage, /It took long\. The task was left running\. .*delete the session/);
  });
});

describe('the events of a stream', () => {
  const piece = (text: string): TaskEvent => ({ type: 'content', text });

  async function read(events: StreamEvents): Promise<string[]> {
    const texts: string[] = [];
    for await (const event of events) texts.push(event.type === 'content' ? event.text : event.type);
    return texts;
  }

  it('wait for a reader who comes late, and end', async () => {
    const events = new StreamEvents();
    events.push(piece('a'));
    events.push(piece('b'));
    events.end();
    assert.deepEqual(await read(events), ['a', 'b']);
  });

  it('come to a reader who waits', async () => {
    const events = new StreamEvents();
    const reading = read(events);
    for (const text of ['a', 'b', 'c']) {
      events.push(piece(text));
      await Promise.resolve();
    }
    events.end();
    assert.deepEqual(await reading, ['a', 'b', 'c']);
  });

  it('are bounded while nobody reads: the oldest go', async () => {
    const events = new StreamEvents();
    const tenMillion = 10 * 1024 * 1024;
    for (const text of ['a', 'b', 'c', 'd']) events.push(piece(text), tenMillion);
    events.end();
    assert.deepEqual(await read(events), ['b', 'c', 'd']);
  });

  it('keep the newest however large it is', async () => {
    const events = new StreamEvents();
    events.push(piece('a'), 1_000);
    events.push(piece('b'), 100 * 1024 * 1024);
    events.end();
    assert.deepEqual(await read(events), ['b']);
  });

  it('are kept no longer once the reader has left', async () => {
    const events = new StreamEvents();
    events.push(piece('a'));
    for await (const event of events) {
      assert.deepEqual(event, piece('a'));
      break;
    }
    events.push(piece('b'));
    assert.deepEqual(await read(events), []);
  });
});

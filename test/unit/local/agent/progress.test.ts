import assert from 'node:assert/strict';
import { MOST_EVENTS, Progress, type ProgressEvent, type TimedEvent } from '../../../../src/local/agent/progress';

const content = (text: string): ProgressEvent => ({ type: 'content', text });
const call: ProgressEvent = { type: 'toolCall', toolCallId: 'a', toolName: 'click', args: {} };
const result: ProgressEvent = { type: 'toolResult', toolCallId: 'a', toolName: 'click', result: {} };
const thought: ProgressEvent = { type: 'reasoning', text: 'Well.' };

describe('AgentBay Local, the progress of a task', () => {
  it('tells a listener what has been and what comes, until it is let go', () => {
    const progress = new Progress();
    progress.report(content('1'));
    const heard: ProgressEvent[] = [];
    const stop = progress.follow(({ event }) => heard.push(event));
    progress.report(content('2'));
    stop();
    progress.report(content('3'));
    assert.deepEqual(heard, [content('1'), content('2')]);
  });

  it('keeps the last action standing while other things happen', () => {
    const progress = new Progress();
    assert.equal(progress.action, '');
    progress.report({ type: 'action', text: 'Clicking' });
    progress.report(content('Done.'));
    assert.equal(progress.action, 'Clicking');
  });

  it('gives each event a time of its own, even within one millisecond', () => {
    const progress = new Progress();
    for (let i = 0; i < 50; i++) progress.report(content(String(i)));
    const times = progress.events.map(({ atMs }) => atMs);
    assert.deepEqual(
      times,
      [...new Set(times)].sort((a, b) => a - b),
    );
  });

  it('begins a round with words after a tool, and with a tool after the result of another', () => {
    const progress = new Progress();
    for (const event of [content('x'), call, call, result, result, call, thought, content('y')]) progress.report(event);
    assert.deepEqual(
      progress.events.map(({ round }) => round),
      [1, 1, 1, 1, 1, 2, 3, 3],
    );
  });

  it('forgets the oldest when there are too many', () => {
    const progress = new Progress();
    for (let i = 0; i < MOST_EVENTS + 5; i++) progress.report(content(String(i)));
    assert.equal(progress.events.length, MOST_EVENTS);
    const [first] = progress.events as readonly [TimedEvent];
    assert.deepEqual(first.event, content('5'));
  });
});

import assert from 'node:assert/strict';
import { LocalError } from '../../../../src/local/failure';
import { parseScript } from '../../../../src/local/script/parseScript';

/** What the parser says against a script. */
function complaint(script: unknown): string {
  try {
    parseScript(typeof script === 'string' ? script : JSON.stringify(script));
  } catch (error) {
    assert.ok(error instanceof LocalError);
    return error.message;
  }
  return assert.fail('It was taken.');
}

const end = { status: 'finished' };

describe('AgentBay Local, reading a script', () => {
  it('reads every kind of step, and patterns', () => {
    const step = {
      afterMs: 5,
      action: 'a',
      reasoning: 'r',
      content: 'c',
      toolCall: { toolName: 'click', args: [1], toolCallId: 't' },
      toolResult: { toolName: 'click', toolCallId: 't', isError: true, output: 'o', screenshot: 's', mime: { a: 'b' } },
      callForUser: { prompt: 'p', toolCallId: 'q', atMostMs: 1 },
      fault: { code: 'c', message: 'm' },
      push: { code: 101, channel: 'x', id: 2, message: 'm', action: 'takeover', maxWaitTimeSeconds: 3, waits: true },
      frame: { data: { phase: 'odd' }, source: 'WEBSOCKET_SERVER' },
      drop: 'cut',
    };
    const socket = { dropsExec: true, neverPongs: true, dataAsText: true };
    const [first, second] = parseScript(
      JSON.stringify([
        { task: 'tea', agent: 'mobile', steps: [step], end: 'never', onTerminate: 'ignores', stopAfterMs: 9, socket },
        { task: { pattern: '^open', flags: 'i' }, end: { afterMs: 1, status: 'odd', product: { a: 1 }, error: 'e' } },
      ]),
    );
    assert.deepEqual(first, {
      task: 'tea',
      agent: 'mobile',
      steps: [step],
      end: 'never',
      onTerminate: 'ignores',
      stopAfterMs: 9,
      socket,
    });
    assert.deepEqual(second?.task, /^open/i);
    assert.deepEqual(second.end, { afterMs: 1, status: 'odd', product: { a: 1 }, error: 'e' });
  });

  for (const [what, script, said] of [
    ['text that is not JSON', '[{', /^The script is not JSON: /u],
    ['an object', {}, /^The script must be a list of scenarios\.$/u],
    ['a scenario that is a text', ['x'], /^Scenario 1 of the script must be an object\.$/u],
    ['a scenario without an end', [{ end }, {}], /^"end" of scenario 2 of the script is missing\.$/u],
    ['an end without a status', [{ end: {} }], /^"status" of "end" of scenario 1 of the script is missing\.$/u],
    ['an end that is a number', [{ end: 3 }], /^"end" of scenario 1 .* must be "never" or an object\.$/u],
    ['an end that is another word', [{ end: 'later' }], /^"end" of scenario 1 .* must be "never" or an object\.$/u],
    [
      'a product that is a number',
      [{ end: { ...end, product: 3 } }],
      /^"product" of "end" of .* a text or an object\.$/u,
    ],
    ['an unknown word', [{ end, step: [] }], /^Scenario 1 of the script has no "step"; there is agent, steps/u],
    [
      'a pattern that is none',
      [{ end, task: { pattern: '(' } }],
      /^"pattern" of "task" of scenario 1 .* cannot be read: /u,
    ],
    ['a task that is a number', [{ end, task: 7 }], /^"task" of scenario 1 .* must be/u],
    ['an unknown agent', [{ end, agent: 'tv' }], /^"agent" of .* must be "computer" or "browser" or "mobile"\.$/u],
    [
      'steps that are no list',
      [{ end, steps: {} }],
      /^"steps" of scenario 1 of the script must be a list of steps\.$/u,
    ],
    [
      'a negative pause',
      [{ end, steps: [{}, { afterMs: -1 }] }],
      /^"afterMs" of step 2 of "steps" of scenario 1 .* from 0/u,
    ],
    [
      'a call without a name',
      [{ end, steps: [{ toolCall: {} }] }],
      /^"toolName" of "toolCall" of step 1 .* is missing\.$/u,
    ],
    ['a frame of nothing', [{ end, steps: [{ frame: {} }] }], /^"data" of "frame" of step 1 .* is missing\.$/u],
    [
      'a frame of two kinds',
      [{ end, steps: [{ frame: { raw: '', bytes: 1 } }] }],
      /^"frame" of step 1 .* has no "bytes"/u,
    ],
    ['an odd drop', [{ end, steps: [{ drop: true }] }], /^"drop" of step 1 .* must be "cut" or "close"\.$/u],
  ] as const) {
    it(`refuses ${what}, and says where`, () => {
      assert.match(complaint(script), said);
    });
  }
});

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
    ['a scenario that is a text', ['x'], /^scenario 1 must be an object\.$/u],
    ['a scenario without an end', [{ end }, {}], /^scenario 2, end is missing\.$/u],
    ['an end without a status', [{ end: {} }], /^scenario 1, end\.status is missing\.$/u],
    ['an end that is a number', [{ end: 3 }], /^scenario 1, end must be an object\.$/u],
    [
      'a product that is a number',
      [{ end: { ...end, product: 3 } }],
      /^scenario 1, end\.product must be a text or an obj/u,
    ],
    ['an unknown word', [{ end, step: [] }], /^scenario 1, step is not known; there are task, agent, steps/u],
    ['a pattern that is none', [{ end, task: { pattern: '(' } }], /^scenario 1, task\.pattern cannot be read: /u],
    ['an unknown agent', [{ end, agent: 'tv' }], /^scenario 1, agent must be one of computer, browser, mobile\.$/u],
    ['steps that are no list', [{ end, steps: {} }], /^scenario 1, steps must be a list\.$/u],
    [
      'a negative pause',
      [{ end, steps: [{}, { afterMs: -1 }] }],
      /^scenario 1, steps\[1\]\.afterMs must be a number of/u,
    ],
    [
      'a call without a name',
      [{ end, steps: [{ toolCall: {} }] }],
      /^scenario 1, steps\[0\]\.toolCall\.toolName is miss/u,
    ],
    ['a frame of nothing', [{ end, steps: [{ frame: {} }] }], /^scenario 1, steps\[0\]\.frame\.data is missing\.$/u],
    ['an odd drop', [{ end, steps: [{ drop: true }] }], /^scenario 1, steps\[0\]\.drop must be one of cut, close\.$/u],
  ] as const) {
    it(`refuses ${what}, and says where`, () => {
      assert.match(complaint(script), said);
    });
  }
});

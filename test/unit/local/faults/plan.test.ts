import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseFaultPlan } from '../../../../src/local/faults/parse';
import { FaultPlan, type Facts } from '../../../../src/local/faults/plan';
import { type Condition, conditionFields, faultFields } from '../../../../src/local/faults/rule';

const facts = (some: Partial<Facts> = {}): Facts => ({
  action: 'CallMcpTool',
  path: '/',
  tool: 'flux_execute_task',
  sessionId: 's-1',
  task: 'Open the door',
  ...some,
});

/** Which of the first ten requests meet the fault, counted from 1. */
function met(when: Condition, some: Partial<Facts> = {}): readonly number[] {
  const plan = new FaultPlan([{ when, do: { kind: 'emptyBody' } }]);
  return Array.from({ length: 10 }, (_, index) => (plan.next(facts(some)) ? index + 1 : 0)).filter(Boolean);
}

const always = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('a fault plan', () => {
  it('counts the requests that fit', () => {
    assert.deepEqual(met({}), always);
    assert.deepEqual(met({ nth: 3 }), [3]);
    assert.deepEqual(met({ from: 8 }), [8, 9, 10]);
    assert.deepEqual(met({ to: 2 }), [1, 2]);
    assert.deepEqual(met({ every: 4 }), [1, 5, 9]);
    assert.deepEqual(met({ from: 2, to: 7, every: 3 }), [2, 5]);
  });

  for (const [when, other] of [
    [{ action: 'CallMcpTool' }, { action: 'GetSession' }],
    [{ tool: 'flux_execute_task' }, { tool: '' }],
    [{ sessionId: 's-1' }, { sessionId: 's-2' }],
    [{ path: '/' }, { path: '/link/abc/callTool' }],
    [{ taskContains: 'the door' }, { task: 'Open a door' }],
  ] as const) {
    it(`looks at ${Object.keys(when).join()}`, () => {
      assert.deepEqual(met(when), always);
      assert.deepEqual(met(when, other), []);
    });
  }

  it('takes a path for everything below it', () => {
    assert.deepEqual(met({ path: '/link' }, { path: '/link/abc/callTool' }), always);
    assert.deepEqual(met({ path: '/link' }, { path: '/linking' }), []);
  });

  it('gives a request to the first rule whose turn it is, while each counts for itself', () => {
    const plan = new FaultPlan([
      { when: { nth: 2 }, do: { kind: 'emptyBody' } },
      { when: { tool: 'flux_execute_task', from: 2 }, do: { kind: 'xml' } },
    ]);
    const kinds = [facts(), facts(), facts(), facts({ tool: '' })].map((request) => plan.next(request)?.kind);
    assert.deepEqual(kinds, [undefined, 'emptyBody', 'xml', undefined]);
  });

  it('keeps what happens before a request is read apart from what happens after', () => {
    const plan = new FaultPlan([{ when: { nth: 1 }, do: { kind: 'resetBeforeReading' } }]);
    assert.equal(plan.next(facts()), undefined);
    assert.equal(plan.cutsUnread({ action: 'GetSession', path: '/' }), true);
    assert.equal(plan.cutsUnread({ action: 'GetSession', path: '/' }), false);
  });

  it('begins to count anew when its rules are replaced', () => {
    const rules = [{ when: { nth: 1 }, do: { kind: 'emptyBody' } }] as const;
    const plan = new FaultPlan(rules);
    plan.next(facts());
    plan.replace(rules);
    assert.ok(plan.next(facts()));
    plan.replace([]);
    assert.ok(plan.isEmpty);
  });
});

describe('a fault plan as a file', () => {
  it('is read as it is written', () => {
    const rules = [
      { when: { action: 'GetSession', nth: 2 }, do: { kind: 'status', status: 502, body: '<p>', headers: { a: 'b' } } },
      { do: { kind: 'json', value: null } },
      { do: { kind: 'throttling', retryAfterMs: 10, header: 'retry-after', acted: true } },
    ];
    assert.deepEqual(parseFaultPlan(JSON.stringify(rules)), rules);
  });

  for (const [plan, says] of [
    ['{', /is not JSON/u],
    ['{}', /must be a list/u],
    ['[7]', /Rule 1 of the fault plan must be an object\./u],
    ['[{"do":{"kind":"xml"}},{}]', /"do" of rule 2 of the fault plan is missing\./u],
    ['[{"do":[]}]', /"do" of rule 1 .*must be an object with "kind"/u],
    ['[{"do":{"kind":"explode"}}]', /no fault "explode"; there is resetBeforeReading, /u],
    ['[{"do":{"kind":"toString"}}]', /no fault "toString"/u],
    ['[{"do":{"kind":"delay"}}]', /"ms" of "do" of rule 1 of the fault plan is missing\./u],
    ['[{"do":{"kind":"delay","ms":"5"}}]', /"ms" of .* must be a whole number from 0 to 600000/u],
    ['[{"do":{"kind":"xml","acted":true}}]', /has no "acted"/u],
    ['[{"do":{"kind":"json"}}]', /"value" of .* is missing/u],
    ['[{"do":{"kind":"status","status":503,"headers":{"a":1}}}]', /"headers" of .* must be an object of texts/u],
    ['[{"do":{"kind":"truncatedBody","framing":"none"}}]', /"length" or "chunked"/u],
    ['[{"do":{"kind":"xml"},"if":{}}]', /has no "if"/u],
    ['[{"do":{"kind":"xml"},"when":[]}]', /"when" of rule 1 .*must be an object/u],
    ['[{"do":{"kind":"xml"},"when":{"tools":"x"}}]', /has no "tools"; there is action, tool, /u],
    ['[{"do":{"kind":"xml"},"when":{"nth":0}}]', /"nth" of "when" of rule 1 .* must be a whole number from 1/u],
    ['[{"do":{"kind":"resetBeforeReading"},"when":{"tool":"x"}}]', /"tool" is not known before a request is read/u],
  ] as const) {
    it(`is refused with a reason: ${plan}`, () => assert.throws(() => parseFaultPlan(plan), says));
  }

  it('is documented, every kind and every condition', () => {
    const readme = readFileSync(path.join(__dirname, '../../../../src/local/faults/README.md'), 'utf8');
    const described = readme.split('\n').filter((line) => line.startsWith('| `'));
    for (const name of [...Object.keys(faultFields), ...Object.keys(conditionFields)]) {
      assert.ok(
        described.some((line) => line.split('|')[1]?.includes(`\`${name}\``)),
        name,
      );
    }
    for (const [kind, fields] of Object.entries(faultFields)) {
      const line = described.find((text) => text.split('|')[1]?.includes(`\`${kind}\``)) ?? '';
      for (const name of Object.keys(fields)) assert.ok(line.includes(`\`${name}\``), `${kind} ${name}`);
    }
  });
});

import assert from 'node:assert/strict';
import type { GapCause } from '../../../../src/core/model/task';
import { anAnswer } from '../../../support/builders';
import { settled } from '../../../support/fakeClock';
import { failing, type Polling, polling } from './support/polling';

type Gap = readonly [why: GapCause, lengthMs: number];

describe('the poller, with regard to times of which nothing is known', () => {
  const each = polling();

  const gaps = async (at: Polling): Promise<Gap[]> => {
    const { entries } = await at.store.timeline('own-1', 100);
    return entries.flatMap((entry) => (entry.type === 'gap' ? [[entry.why, entry.until - entry.at] as const] : []));
  };

  it('tells that every window was closed, at the first good answer', async () => {
    const at = each();
    at.find();
    at.knownAt = at.clock.now() - 3_600_000;
    at.answer = () => failing('service');
    at.start();
    await settled();
    assert.deepEqual(await gaps(at), []);
    at.answer = () => anAnswer({ taskAction: 'Reading' });
    await at.clock.advance(20_000);
    assert.deepEqual(await gaps(at), [['closed', 3_601_600]]);
    const { entries } = await at.store.timeline('own-1', 100);
    assert.deepEqual(
      entries.map(({ type }) => type),
      ['gap', 'action'],
    );
  });

  it('tells of it although the keeper lost its place and took it anew before the first good answer', async () => {
    const at = each();
    at.find();
    at.knownAt = at.clock.now() - 60_000;
    at.answer = () => failing('service');
    const poller = at.start();
    await settled();
    at.notMine.add('own-1');
    poller.reconsider();
    await at.clock.advance(5_000);
    at.notMine.clear();
    at.knownAt = at.clock.now() - 1_000;
    at.answer = () => anAnswer();
    poller.reconsider();
    await at.clock.advance(0);
    assert.deepEqual(await gaps(at), [['closed', 65_000]]);
  });

  it('leaves what another window has recorded meanwhile as it is', async () => {
    const at = each();
    at.find();
    at.knownAt = at.clock.now() - 60_000;
    at.answer = () => failing('service');
    const poller = at.start();
    await settled();
    at.notMine.add('own-1');
    poller.reconsider();
    await at.clock.advance(5_000);
    at.store.record('own-1', { type: 'heard' }, { type: 'action', text: 'Reading' });
    at.notMine.clear();
    at.knownAt = at.clock.now();
    at.answer = () => anAnswer();
    poller.reconsider();
    await at.clock.advance(0);
    assert.deepEqual(await gaps(at), []);
  });

  it('tells nothing of a moment', async () => {
    const at = each();
    at.find();
    at.knownAt = at.clock.now() - 9_999;
    at.start();
    await at.clock.advance(60_000);
    assert.deepEqual(await gaps(at), []);
  });

  it('tells that the service was not reached, and for how long', async () => {
    const at = each();
    at.find();
    at.start();
    await at.clock.advance(60_000);
    at.answer = () => failing('network');
    await at.clock.advance(60_000);
    at.answer = () => anAnswer();
    await at.clock.advance(120_000);
    const [gap, ...others] = await gaps(at);
    assert.equal(gap?.[0], 'offline');
    assert.ok(gap[1] > 60_000 && gap[1] < 120_000, `${gap[1]} ms`);
    assert.deepEqual(others, []);
  });

  it('tells nothing of failures that are over soon, or in which the service was there', async () => {
    const at = each();
    at.find();
    at.start();
    await settled();
    at.answer = () => failing('timeout');
    await at.clock.advance(5_000);
    at.answer = () => anAnswer();
    await at.clock.advance(60_000);
    at.answer = () => failing('service');
    await at.clock.advance(60_000);
    at.answer = () => anAnswer();
    await at.clock.advance(120_000);
    assert.deepEqual(await gaps(at), []);
  });

  it('notices that the machine slept: asks at once, and tells it', async () => {
    const at = each();
    at.find();
    at.start();
    await at.clock.advance(60_000);
    at.attention = 'unfocused';
    at.poller?.reconsider();
    await at.clock.advance(1_000);
    at.asked = [];
    at.clock.leap(3_600_000);
    await settled();
    assert.equal(at.asked.length, 1);
    const [gap, ...others] = await gaps(at);
    assert.equal(gap?.[0], 'asleep');
    assert.ok(gap[1] >= 3_600_000 && gap[1] < 3_603_000, `${gap[1]} ms`);
    assert.deepEqual(others, []);
  });

  it('gives up questions that went out before the sleep', async () => {
    const at = each();
    let given: AbortSignal | undefined;
    at.answer = (_task, signal) => {
      given = signal;
      return new Promise(() => undefined);
    };
    at.find();
    at.start();
    await at.clock.advance(1_000);
    const before = given;
    at.answer = () => anAnswer();
    at.clock.leap(3_600_000);
    await settled();
    assert.equal(before?.aborted, true);
    assert.equal(at.task().problem, undefined);
    assert.equal(at.asked.length, 2);
  });

  it('makes one gap of sleep and of what could not be reached before and after', async () => {
    const at = each();
    at.find();
    at.start();
    await at.clock.advance(60_000);
    let failedAt = 0;
    at.answer = () => {
      failedAt ||= at.clock.now();
      return failing('network');
    };
    await at.clock.advance(5_000);
    at.clock.leap(3_600_000);
    await at.clock.advance(5_000);
    at.answer = () => anAnswer();
    await at.clock.advance(60_000);
    const { entries } = await at.store.timeline('own-1', 100);
    assert.deepEqual(
      entries.map((entry) => entry.type === 'gap' && [entry.why, entry.at]),
      [['asleep', failedAt]],
    );
  });

  it('makes one gap of closed windows and of sleep before the first answer', async () => {
    const at = each();
    at.find();
    const closedAt = at.clock.now() - 3_600_000;
    at.knownAt = closedAt;
    at.answer = () => failing('network');
    at.start();
    await at.clock.advance(5_000);
    at.clock.leap(60_000);
    at.answer = () => anAnswer();
    await at.clock.advance(60_000);
    const { entries } = await at.store.timeline('own-1', 100);
    assert.deepEqual(
      entries.map((entry) => entry.type === 'gap' && [entry.why, entry.at]),
      [['closed', closedAt]],
    );
  });

  it('takes a stutter for no sleep, but asks anew', async () => {
    const at = each();
    at.attention = 'unfocused';
    at.find();
    at.start();
    await at.clock.advance(1_000);
    at.clock.leap(20_000);
    await settled();
    assert.equal(at.asked.length, 2);
    assert.deepEqual(await gaps(at), []);
  });

  it('is not held up by a clock that is set back', async () => {
    const at = each();
    at.attention = 'hidden';
    at.find();
    let setBackMs = 0;
    at.start({ clock: { now: () => at.clock.now() - setBackMs, after: (ms, action) => at.clock.after(ms, action) } });
    await at.clock.advance(1_000);
    setBackMs = 3_600_000;
    assert.equal(await at.askedWithin(5_000), 1);
    assert.equal(await at.askedWithin(50_000), 10);
    assert.deepEqual(await gaps(at), []);
  });

  it('waits no longer for a service than it wanted, however the clock is set back meanwhile', async () => {
    const at = each();
    at.answer = () => failing('throttled', { retryAfterMs: 20_000 });
    at.find();
    let setBackMs = 0;
    at.start({ clock: { now: () => at.clock.now() - setBackMs, after: (ms, action) => at.clock.after(ms, action) } });
    await at.clock.advance(6_000);
    setBackMs = 3_600_000;
    at.answer = () => anAnswer();
    assert.equal(await at.askedWithin(9_000), 0);
    assert.ok((await at.askedWithin(12_000)) >= 1);
  });
});

describe('the poller, with regard to agents that are stuck', () => {
  const each = polling();

  it('sees an agent that does the same again and again, until it does something else', async () => {
    const at = each();
    const began = at.clock.now();
    at.find();
    let n = 0;
    at.answer = () => anAnswer({ taskAction: n++ % 2 === 0 ? 'Clicking' : 'Scrolling' });
    at.start();
    await at.clock.advance(7_000);
    assert.equal(at.task().stall, undefined);
    await at.clock.advance(1_000);
    assert.deepEqual(at.task().stall, { why: 'repeating', since: began });
    await at.clock.advance(10_000);
    assert.deepEqual(at.task().stall, { why: 'repeating', since: began }, 'it is the same loop');
    at.answer = () => anAnswer({ taskAction: 'Typing' });
    await at.clock.advance(1_000);
    assert.equal(at.task().stall, undefined);
    assert.equal(at.task().state, 'running');
  });

  it('sees an agent that says nothing new for 90 s, once', async () => {
    const at = each();
    at.find();
    at.answer = () => anAnswer({ taskAction: 'Waiting' });
    at.start();
    await at.clock.advance(1_000);
    const newsAt = at.task().lastAction?.at;
    await at.clock.advance(88_000);
    assert.equal(at.task().stall, undefined);
    await at.clock.advance(3_000);
    assert.deepEqual(at.task().stall, { why: 'silent', since: newsAt });
    let changes = 0;
    at.store.onDidChange(() => (changes += 1));
    await at.clock.advance(60_000);
    assert.equal(changes, 0);
    at.answer = () => anAnswer({ taskAction: 'Typing' });
    await at.clock.advance(3_000);
    assert.equal(at.task().stall, undefined);
  });

  it('does not take its own deafness for silence', async () => {
    const at = each();
    at.find();
    at.start();
    await at.clock.advance(60_000);
    at.answer = () => failing('network');
    await at.clock.advance(120_000);
    at.answer = () => anAnswer();
    await at.clock.advance(85_000);
    assert.equal(at.task().stall, undefined);
    await at.clock.advance(65_000);
    assert.equal(at.task().stall?.why, 'silent');
  });
});

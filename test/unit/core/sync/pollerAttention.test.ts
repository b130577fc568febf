import assert from 'node:assert/strict';
import { anAnswer } from '../../../support/builders';
import { settled } from '../../../support/fakeClock';
import { polling } from './support/polling';

describe('the poller, with regard to who looks', () => {
  const each = polling();

  it('asks once and at once about a task that somebody turns to, and from then on more often', async () => {
    const at = each();
    at.attention = 'unfocused';
    at.find();
    at.start();
    await at.clock.advance(5_000);
    at.asked = [];
    at.attention = 'watched';
    at.poller?.reconsider();
    await settled();
    assert.equal(at.asked.length, 1);
    at.poller?.reconsider();
    assert.equal(await at.askedWithin(999), 0);
    assert.equal(await at.askedWithin(1), 1);
  });

  it('takes the answer of a moment ago for enough', async () => {
    const at = each();
    at.attention = 'unfocused';
    at.find();
    at.start();
    await at.clock.advance(400);
    at.attention = 'hidden';
    at.poller?.reconsider();
    assert.equal(await at.askedWithin(599), 0);
    assert.equal(await at.askedWithin(1), 1);
  });

  it('asks once more for who looks away, and from then on leaves the task alone for longer', async () => {
    const at = each();
    at.attention = 'visible';
    at.find();
    at.start();
    await at.clock.advance(1_000);
    at.attention = 'unfocused';
    at.poller?.reconsider();
    assert.equal(await at.askedWithin(1_999), 0);
    assert.equal(await at.askedWithin(1), 1);
    assert.equal(await at.askedWithin(14_999), 0);
    assert.equal(await at.askedWithin(1), 1);
  });

  it('asks from question to question, so that waiting for answers does not slow it down', async () => {
    const at = each();
    at.answer = async () => {
      await at.clock.sleep(200);
      return anAnswer();
    };
    at.find();
    at.start();
    assert.equal(await at.askedWithin(20_500), 20);
    at.answer = async () => {
      await at.clock.sleep(4_000);
      return anAnswer();
    };
    await at.clock.advance(60_000);
    assert.equal(await at.askedWithin(55_000), 10, 'but never without a pause after a slow answer');
  });

  it('turns to the task whose page is open, and to no other', async () => {
    const at = each();
    at.attention = 'unfocused';
    at.find();
    at.find({ id: 'own-2', taskId: 'task-2' });
    at.start();
    await at.clock.advance(5_000);
    at.asked = [];
    at.attentions.set('own-2', 'watched');
    at.poller?.reconsider();
    await at.clock.advance(3_000);
    assert.deepEqual(at.asked, ['own-2', 'own-2', 'own-2', 'own-2']);
  });

  it('asks at once when a task is to be terminated, and closely for as long as somebody waits for its end', async () => {
    const at = each();
    at.attention = 'unfocused';
    at.find();
    at.start();
    await at.clock.advance(5_000);
    at.asked = [];
    at.store.record('own-1', { type: 'terminating' });
    await settled();
    assert.equal(at.asked.length, 1);
    assert.equal(await at.askedWithin(10_000), 10);
  });

  it('says that a terminate could not be confirmed when the task runs on for half a minute', async () => {
    const at = each();
    at.find();
    at.start();
    at.store.record('own-1', { type: 'terminating' });
    await at.clock.advance(29_999);
    assert.equal(at.task().state, 'terminating');
    await at.clock.advance(1_000);
    assert.equal(at.task().state, 'running');
    assert.match(at.task().terminateProblem ?? '', /still runs/);
    at.store.record('own-1', { type: 'terminating' });
    await at.clock.advance(29_000);
    assert.equal(at.task().state, 'terminating', 'each attempt has its half minute');
  });

  it('spreads what it asks by chance', async () => {
    const at = each();
    at.attention = 'hidden';
    at.draw = 1;
    at.find();
    at.start();
    await settled();
    assert.equal(await at.askedWithin(5_749), 0);
    assert.equal(await at.askedWithin(1), 1);
  });
});

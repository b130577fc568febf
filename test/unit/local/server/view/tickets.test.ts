import assert from 'node:assert/strict';
import { Tickets } from '../../../../../src/local/server/view/tickets';
import { FakeClock } from '../../../../support/fakeClock';

describe('AgentBay Local, words that open something', () => {
  const clock = new FakeClock();
  const tickets = new Tickets<string>({ lifeMs: 1_000, most: 3, clock });

  it('open it once when taken, and each time when only looked at', () => {
    const word = tickets.issue('a');
    assert.deepEqual([tickets.get(word), tickets.get(word)], ['a', 'a']);
    assert.deepEqual([tickets.take(word), tickets.take(word), tickets.get(word)], ['a', undefined, undefined]);
  });

  it('cannot be guessed and fit into a path', () => {
    assert.match(tickets.issue('a'), /^[\w-]{32}$/u);
    assert.notEqual(tickets.issue('a'), tickets.issue('a'));
    assert.equal(tickets.get('constructor'), undefined);
  });

  it('run out, unless they are renewed', async () => {
    const [kept, left] = [tickets.issue('kept'), tickets.issue('left')];
    await clock.advance(999);
    assert.equal(tickets.renew(kept), 'kept');
    await clock.advance(1);
    assert.deepEqual([tickets.get(kept), tickets.get(left), tickets.renew(left)], ['kept', undefined, undefined]);
  });

  it('are dropped with what they stand for', () => {
    const [mine, other] = [tickets.issue('mine'), tickets.issue('other')];
    tickets.forget((value) => value === 'mine');
    assert.deepEqual([tickets.get(mine), tickets.get(other)], [undefined, 'other']);
  });

  it('give way to newer ones, the oldest first', () => {
    const [first, second, third] = ['1', '2', '3'].map((value) => tickets.issue(value));
    tickets.renew(first ?? '');
    tickets.issue('4');
    assert.deepEqual(
      [first, second, third].map((word) => tickets.get(word ?? '')),
      ['1', undefined, '3'],
    );
  });
});

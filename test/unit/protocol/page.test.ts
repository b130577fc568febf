import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFromPage, parseToPage } from '../../../src/protocol/page';
import { aView, someMore } from '../page/views';

describe('a message from the task page', () => {
  it('is read when it is one of ours, and holds nothing else', () => {
    for (const type of ['ready', 'latest', 'terminateTask', 'runAgain', 'lookAtSession', 'openResult', 'copyResult']) {
      assert.deepEqual(parseFromPage({ type, id: 'another task', command: 'x' }), { type });
    }
    assert.deepEqual(parseFromPage({ type: 'earlier', before: 200, limit: 1e9 }), { type: 'earlier', before: 200 });
  });

  it('is nothing when it is not', () => {
    const befores = [undefined, null, '200', -1, 1.5, NaN, Infinity, 2 ** 60, {}, []];
    const strangers = [
      undefined,
      null,
      'ready',
      3,
      [],
      {},
      { type: 'show' },
      { type: ['ready'] },
      { type: '__proto__' },
    ];
    for (const message of [...strangers, ...befores.map((before) => ({ type: 'earlier', before }))]) {
      assert.equal(parseFromPage(message), undefined, JSON.stringify(message));
    }
  });

  it('never makes the parser throw', () => {
    fc.assert(fc.property(fc.anything(), (message) => (parseFromPage(message), parseToPage(message), true)));
  });
});

describe('a message to the task page', () => {
  it('is told from a stranger’s', () => {
    const view = aView();
    const ours = [
      { type: 'show', view },
      someMore(view, 3),
      { type: 'earlier', firstEntry: 0, entries: [] },
      { type: 'missing', message: 'Gone.' },
    ];
    for (const message of ours) assert.equal(parseToPage(message), message);
    const strangers = [
      { type: 'show', view: { ...view, entries: undefined } },
      { type: 'show', view: { ...view, firstEntry: -1 } },
      { ...someMore(view, 3), status: undefined },
      { ...someMore(view, 3), firstEntry: '0' },
      { type: 'earlier', entries: [] },
      { type: 'missing' },
    ];
    for (const message of strangers) assert.equal(parseToPage(message), undefined, JSON.stringify(message));
  });
});

import assert from 'node:assert/strict';
import type { TaskFact } from '../../../src/core/ledger/records';
import type { Store } from '../../../src/core/store/store';
import type { Notice } from '../../../src/presentation/notice';
import { GATHER_MS, Notifier } from '../../../src/presentation/notifier';
import { aTask, THIS_WINDOW } from '../../support/builders';
import { FakeClock, settled } from '../../support/fakeClock';
import { putTask, temporaryStore } from '../../support/store';

const failed: TaskFact = { type: 'terminateFailed', message: 'AgentBay could not be reached.', isRunning: true };

describe('the notifier', () => {
  let teller: string;
  const open = temporaryStore(() => ({ teller: () => teller }));
  let store: Store;
  let clock: FakeClock;
  let notices: Notice[];
  let buttons: string[];
  /** Presses the button of the latest notice. */
  let press: () => void;
  let tells: boolean;
  let inFront: string | undefined;
  let opened: string[];
  let terminated: string[];
  let notifier: Notifier | undefined;

  const start = (): void => {
    notifier = new Notifier({
      store,
      clock,
      windowId: THIS_WINDOW,
      tells: () => tells,
      isInFront: (id) => id === inFront,
      notify: (notice, button) => {
        notices.push(notice);
        buttons.push(button);
        return new Promise((resolve) => (press = () => resolve(button)));
      },
      openTask: (id) => void opened.push(id),
      terminate: (id) => void terminated.push(id),
    });
  };

  beforeEach(() => {
    teller = THIS_WINDOW;
    store = open();
    clock = new FakeClock();
    notices = [];
    buttons = [];
    press = () => assert.fail('nothing was shown');
    tells = true;
    inFront = undefined;
    opened = [];
    terminated = [];
  });
  afterEach(() => notifier?.dispose());

  const running = (id: string): void => putTask(store, aTask({ id, text: id }));
  const end = (id: string): void => void store.record(id, { type: 'settled', state: 'finished' });

  it('tells an end once, and opens the task when asked', async () => {
    start();
    running('a');
    end('a');
    store.record('a', { type: 'settled', state: 'failed' });
    await settled();
    assert.deepEqual(
      notices.map(({ message }) => message),
      ['Finished: “a”'],
    );
    press();
    await settled();
    assert.deepEqual(opened, ['a']);
  });

  it('leaves to another window what that one is to tell', async () => {
    start();
    running('a');
    teller = 'window-2';
    end('a');
    await settled();
    assert.equal(store.task('a')?.toldBy, 'window-2');
    assert.deepEqual(notices, []);
  });

  it('says nothing about a task whose page is in front', async () => {
    start();
    running('a');
    running('b');
    inFront = 'a';
    end('a');
    end('b');
    await settled();
    assert.deepEqual(
      notices.map(({ message }) => message),
      ['Finished: “b”'],
    );
  });

  it('tells one thing of all that ends in one breath', async () => {
    start();
    for (const id of ['a', 'b', 'c']) running(id);
    for (const id of ['a', 'b', 'c']) end(id);
    await settled();
    assert.equal(notices.length, 1);
    assert.match(notices[0]?.message ?? '', /^3 tasks have ended/);
  });

  it('tells what was found to be over when the window opened, and nothing of days gone by', async () => {
    running('earlier');
    teller = 'a window of yesterday';
    end('earlier');
    teller = THIS_WINDOW;
    putTask(store, aTask({ id: 'orphan', text: 'orphan', windowId: 'dead' }));
    store.record('orphan', { type: 'settled', state: 'unknown', reason: 'Its session is gone.' });
    start();
    await settled();
    assert.deepEqual(
      notices.map(({ message }) => message),
      ['Lost: “orphan”: Its session is gone.'],
    );
  });

  it('offers to try again what could not be confirmed, all of it at once', async () => {
    start();
    for (const id of ['a', 'b']) running(id);
    for (const id of ['a', 'b']) store.record(id, { type: 'terminating' });
    store.record('a', failed);
    await clock.advance(GATHER_MS / 2);
    assert.equal(notices.length, 0, 'others may follow');
    store.record('b', failed);
    await clock.advance(GATHER_MS / 2);
    assert.deepEqual(buttons, ['Try Again']);
    assert.match(notices[0]?.message ?? '', /^Could not confirm the end of 2 tasks/);
    press();
    await settled();
    assert.deepEqual(terminated, ['a', 'b']);
    assert.equal(clock.waiting, 0);
  });

  it('tells it again when a further attempt fails, but not while nothing is tried', async () => {
    start();
    running('a');
    store.record('a', failed);
    store.record('a', { type: 'action', text: 'Typing' });
    await clock.advance(GATHER_MS);
    store.record('a', { type: 'terminating' });
    store.record('a', failed);
    await clock.advance(GATHER_MS);
    assert.equal(notices.length, 2);
  });

  it('does not tell of trouble that is over, in sight, or another window’s to tell', async () => {
    start();
    for (const id of ['over', 'seen', 'elsewhere']) running(id);
    store.record('over', failed);
    end('over');
    inFront = 'seen';
    store.record('seen', failed);
    tells = false;
    store.record('elsewhere', failed);
    await clock.advance(GATHER_MS);
    assert.deepEqual(
      notices.map(({ message }) => message),
      ['Finished: “over”'],
    );
  });
});

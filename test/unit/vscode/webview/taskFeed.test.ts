import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskFact } from '../../../../src/core/ledger/records';
import { Store } from '../../../../src/core/store/store';
import { withEarlier, withMore, withShow } from '../../../../src/page/merge';
import { PAGE, type TaskView, type ToPage } from '../../../../src/protocol/page';
import { BETWEEN_MESSAGES_MS, TaskFeed } from '../../../../src/vscode/webview/taskFeed';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';

const ID = 'own-1';

/** What a page makes of what it is told, put together by the page's own rules. */
class ReaderOfThePage {
  readonly messages: ToPage[] = [];
  view: TaskView | undefined;

  readonly hear = (message: ToPage): void => {
    this.messages.push(message);
    if (message.type === 'missing') this.view = undefined;
    else if (message.type === 'show')
      this.view = this.view ? withShow(this.view, message.view, 'latest') : message.view;
    else if (this.view && message.type === 'more') this.view = withMore(this.view, message, 'latest');
    else if (this.view && message.type === 'earlier') this.view = withEarlier(this.view, message);
  };

  get types(): readonly ToPage['type'][] {
    return this.messages.map(({ type }) => type);
  }

  get texts(): readonly string[] {
    return (this.view?.entries ?? []).map((entry) => (entry.type === 'action' ? entry.text : entry.why));
  }

  get latest(): string | undefined {
    return this.texts.at(-1);
  }
}

const created: TaskFact = {
  type: 'created',
  agent: 'computer',
  connection: 'cloud',
  text: 'Count sheep',
  windowId: 'window-1',
};
const step = (number: number): TaskFact => ({ type: 'action', text: `Step ${number}` });

describe('what a task page is told', () => {
  const folder = temporaryFolder();
  let clock: FakeClock;
  let log: MemoryLog;
  let store: Store;
  let page: ReaderOfThePage;
  let feed: TaskFeed;

  beforeEach(async () => {
    [clock, log, page] = [new FakeClock(), new MemoryLog(), new ReaderOfThePage()];
    store = await Store.open({
      folder: folder(),
      windowId: 'window-1',
      teller: () => 'window-1',
      clock,
      log: new MemoryLog(),
    });
    store.record(ID, created);
    store.record(ID, {
      type: 'accepted',
      taskId: 'task-1',
      sessionId: 'session-1',
      agent: 'computer',
      connection: 'cloud',
    });
    feed = new TaskFeed({ store, id: ID, post: page.hear, clock, log });
  });
  afterEach(async () => {
    feed.dispose();
    await store.flush();
    store.dispose();
    assert.deepEqual(log.lines, []);
  });

  /** Lets pauses pass and the disk be read until that is so. */
  async function until(isSo: () => boolean, what: string): Promise<void> {
    for (let attempt = 0; attempt < 500 && !isSo(); attempt++) {
      await clock.advance(BETWEEN_MESSAGES_MS);
      await sleep(2);
    }
    assert.ok(isSo(), what);
  }
  const hears = (count: number): Promise<void> =>
    until(() => page.messages.length >= count, `message ${count} comes; there are: ${page.types.join()}`);
  /** Long enough for anything that is going to be sent. */
  async function quiet(): Promise<void> {
    for (let count = 0; count < 5; count++) {
      await clock.advance(BETWEEN_MESSAGES_MS);
      await sleep(5);
    }
  }
  const steps = (from: number, to: number): void => {
    for (let number = from; number <= to; number++) store.record(ID, step(number));
  };

  it('is all of it when it asks, and then only what is new', async () => {
    steps(1, 3);
    await quiet();
    assert.equal(page.messages.length, 0, 'nothing before it asks');
    feed.begin();
    await hears(1);
    assert.deepEqual(page.texts, ['Step 1', 'Step 2', 'Step 3']);
    steps(4, 5);
    await hears(2);
    const [, more] = page.messages;
    assert.ok(more?.type === 'more');
    assert.deepEqual([more.firstEntry, more.entries.length, more.status.entryCount], [3, 2, 5]);
    assert.equal(JSON.stringify(more).includes('Count sheep'), false, 'the text, which may be long, is not told again');
    assert.deepEqual(page.texts, ['Step 1', 'Step 2', 'Step 3', 'Step 4', 'Step 5']);
    await quiet();
    assert.equal(page.messages.length, 2);
    assert.equal(clock.waiting, 0, 'nothing ticks');
  });

  it('is a gap as a gap, and the product once', async () => {
    feed.begin();
    await hears(1);
    store.record(ID, { type: 'gap', from: 5, why: 'offline' }, { type: 'product', text: '# Found' });
    await hears(2);
    store.record(ID, step(1), { type: 'settled', state: 'finished' });
    await hears(3);
    await quiet();
    assert.deepEqual(page.texts, ['the service could not be reached', 'Step 1']);
    assert.deepEqual(page.view?.product, { format: 'markdown', text: '# Found' });
    assert.equal(page.view.state, 'finished');
    assert.equal(page.messages.filter((message) => 'product' in message).length, 1);
    feed.begin();
    await hears(4);
    assert.deepEqual(page.types, ['show', 'more', 'more', 'show']);
    assert.equal(page.view.product.text, '# Found', 'a page that has forgotten all gets it again');
  });

  it('is bounded when 10,000 actions come fast: ten messages a second, and each action at most once', async () => {
    feed.begin();
    await hears(1);
    const began = clock.now();
    for (let number = 1; number <= 10_000; number++) {
      store.record(ID, step(number));
      if (number % 10 === 0) await clock.advance(10);
    }
    await until(() => page.latest === 'Step 10000', 'the last action arrives');
    const seconds = (clock.now() - began) / 1_000;
    assert.ok(page.messages.length <= 2 + seconds * 10, `${page.messages.length} messages in ${seconds} s`);
    assert.ok(page.messages.length > 20, 'and yet it is live');
    const bytes = JSON.stringify(page.messages).length;
    assert.ok(bytes < 10_000 * 200, `${bytes} bytes`);
    const { firstEntry = 0 } = page.view ?? {};
    assert.deepEqual(
      page.texts,
      Array.from({ length: 10_000 - firstEntry }, (_, index) => `Step ${firstEntry + index + 1}`),
    );
    assert.ok(page.texts.length <= 2_000);
  });

  it('is the latest page alone when more has come at once than one can read', async () => {
    feed.begin();
    await hears(1);
    steps(1, 10_000);
    await until(() => page.latest === 'Step 10000', 'the last action arrives');
    assert.ok(page.messages.length <= 4, page.types.join());
    for (const message of page.messages) {
      const entries = message.type === 'show' ? message.view.entries : message.type === 'more' ? message.entries : [];
      assert.ok(entries.length <= PAGE);
    }
    assert.equal(page.view?.firstEntry, 9_800);
  });

  it('is nothing while it is out of sight, and all at once when it is back', async () => {
    feed.begin();
    await hears(1);
    feed.pause();
    steps(1, 50);
    store.record(ID, { type: 'product', text: 'x' });
    feed.showEarlier(20);
    await quiet();
    assert.deepEqual(page.types, ['show']);
    feed.begin();
    await hears(2);
    await quiet();
    assert.deepEqual(page.types, ['show', 'show']);
    assert.equal(page.texts.length, 50);
  });

  it('is nothing of what was read for an earlier life of it, or after it was closed', async () => {
    steps(1, 300);
    feed.begin();
    feed.showEarlier(100);
    feed.pause();
    await quiet();
    assert.equal(page.messages.length, 0);
    feed.begin();
    feed.dispose();
    steps(301, 302);
    await quiet();
    assert.equal(page.messages.length, 0);
    assert.equal(clock.waiting, 0);
  });

  it('is earlier entries when it asks, page by page, though news never ends', async () => {
    steps(1, 500);
    feed.begin();
    await hears(1);
    assert.deepEqual([page.view?.firstEntry, page.texts[0]], [300, 'Step 301']);
    let number = 500;
    for (const first of [100, 0]) {
      feed.showEarlier(page.view?.firstEntry ?? 0);
      await until(() => {
        store.record(ID, step(++number));
        return page.view?.firstEntry === first;
      }, `the page from ${first} comes`);
    }
    await until(() => page.latest === `Step ${number}`, 'the news comes as well');
    assert.deepEqual(
      page.texts,
      Array.from({ length: number }, (_, index) => `Step ${index + 1}`),
    );
  });

  it('is that the task is gone, and all of it should it come back', async () => {
    feed.begin();
    await hears(1);
    store.removeTask(ID);
    await hears(2);
    store.record(ID, created, step(7));
    await hears(3);
    assert.deepEqual(page.types, ['show', 'missing', 'show']);
    assert.equal(page.latest, 'Step 7');
  });

  it('is what became of its session, and nothing of others', async () => {
    const known = { type: 'known', connection: 'cloud', endpoint: 'a.test', imageId: 'windows_latest' } as const;
    feed.begin();
    await hears(1);
    store.recordSession('session-2', known);
    await quiet();
    assert.equal(page.messages.length, 1);
    store.recordSession('session-1', known);
    await hears(2);
    assert.equal(page.view?.canLookAtSession, true);
  });
});

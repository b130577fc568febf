import assert from 'node:assert/strict';
import type { SessionSummary } from '../../../../src/core/api';
import { ServiceError } from '../../../../src/core/api';
import { aBay, sent } from './support/aBay';
import { refused, reply, type Step } from './support/scriptedTransport';

const page = (ids: readonly string[], NextToken?: string): Step =>
  reply(200, { RequestId: 'R', Data: ids.map((SessionId) => ({ SessionId })), TotalCount: 5, NextToken });

async function read(sessions: AsyncIterable<SessionSummary>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { sessionId } of sessions) ids.push(sessionId);
  return ids;
}

describe('a page of the sessions', () => {
  it('asks for all, unless told otherwise', async () => {
    const { bay, transport } = aBay([page([])]);
    assert.deepEqual(await bay.listPage(), {
      success: true,
      requestId: 'R',
      sessions: [],
      totalCount: 5,
      errorMessage: '',
    });
    assert.deepEqual(sent(transport), { Labels: '{}' });
  });

  it('asks for labels, status, image, size and page', async () => {
    const { bay, transport } = aBay([page(['s-1'])]);
    await bay.listPage({
      labels: { project: 'demo' },
      status: 'paused',
      imageId: 'linux_latest',
      pageSize: 3,
      nextToken: 'page-2',
    });
    assert.deepEqual(sent(transport), {
      Labels: '{"project":"demo"}',
      MaxResults: '3',
      NextToken: 'page-2',
      Status: 'PAUSED',
      ImageId: 'linux_latest',
    });
  });

  it('is read in every shape', async () => {
    const items = [
      { SessionId: 's-1' },
      { sessionId: 's-2', sessionStatus: 'running', imageId: 'linux_latest' },
      { SessionId: 's-3', SessionStatus: 'BRAND_NEW' },
      's-4',
      { nothing: 1 },
      null,
    ];
    const expected = [
      { sessionId: 's-1' },
      { sessionId: 's-2', status: 'running', imageId: 'linux_latest' },
      { sessionId: 's-3', status: 'unknown' },
      { sessionId: 's-4' },
    ];
    for (const Data of [items, JSON.stringify(items)]) {
      const { bay } = aBay([reply(200, { Data, TotalCount: '12', NextToken: ' ' })]);
      const { sessions, totalCount, ...rest } = await bay.listPage();
      assert.deepEqual([sessions, totalCount, 'nextToken' in rest], [expected, 12, false]);
    }
  });

  it('is no list when the service sends none', async () => {
    const { bay } = aBay([{ data: { SessionId: 's-1' } }]);
    const { success, sessions, error } = await bay.listPage();
    assert.deepEqual([success, sessions, error?.kind, error?.detail.attempts], [false, [], 'badReply', 1]);
  });

  it('has a whole number of sessions, at least 1', async () => {
    for (const pageSize of [0, -1, 1.5, Number.NaN]) {
      const { bay, transport } = aBay([]);
      assert.equal((await bay.listPage({ pageSize })).error?.kind, 'badInput');
      assert.deepEqual(transport.asked, []);
    }
  });
});

describe('all sessions', () => {
  it('are read page after page, each when it is needed', async () => {
    const { bay, transport } = aBay([page(['s-1', 's-2'], 'page-2'), page([], 'page-3'), page(['s-3'])]);
    const sessions = bay.list({ labels: { project: 'demo' } })[Symbol.asyncIterator]();
    assert.equal(transport.asked.length, 0);
    assert.deepEqual((await sessions.next()).value, { sessionId: 's-1' });
    assert.equal(transport.asked.length, 1);
    assert.deepEqual(
      [(await sessions.next()).value, (await sessions.next()).value],
      [{ sessionId: 's-2' }, { sessionId: 's-3' }],
    );
    assert.equal((await sessions.next()).done, true);
    assert.deepEqual(
      transport.forms.map((form) => form.get('NextToken')),
      [null, 'page-2', 'page-3'],
    );
  });

  it('end when a page leads back to one that was read', async () => {
    const { bay } = aBay([page(['s-1'], 'a'), page(['s-2'], 'b'), page(['s-3'], 'a')]);
    assert.deepEqual(await read(bay.list()), ['s-1', 's-2', 's-3']);
  });

  it('end quietly when the caller stops', async () => {
    const stop = new AbortController();
    const { bay, transport } = aBay([page(['s-1', 's-2'], 'page-2')]);
    const ids: string[] = [];
    for await (const { sessionId } of bay.list({}, { signal: stop.signal })) {
      ids.push(sessionId);
      stop.abort();
    }
    assert.deepEqual([ids, transport.asked.length], [['s-1'], 1]);
    assert.deepEqual(await read(bay.list({}, { signal: stop.signal })), []);
  });

  it('are not taken for all when a page fails', async () => {
    const { bay } = aBay([page(['s-1'], 'page-2'), refused('NOT_LOGIN')]);
    const ids: string[] = [];
    await assert.rejects(
      async () => {
        for await (const { sessionId } of bay.list()) ids.push(sessionId);
      },
      (error) => error instanceof ServiceError && error.kind === 'unauthorised',
    );
    assert.deepEqual(ids, ['s-1']);
  });
});

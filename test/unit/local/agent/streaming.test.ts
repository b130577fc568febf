import assert from 'node:assert/strict';
import { startSite, type Site } from '../../../support/site/site';
import { SocketClient } from '../server/socketClient';
import { TestLocal } from '../support';

/** Local's own agent at work in a real browser, followed over a WebSocket. */
describe('AgentBay Local, its own agent streamed', function () {
  this.timeout(30_000);
  const local = new TestLocal();
  let site: Site;
  let client: SocketClient;
  before(async () => {
    site = await startSite();
    await local.start();
    client = await SocketClient.open(local, await local.createSession());
  });
  after(async () => {
    await local.stop();
    await site.close();
  });

  it('tells each step as a tool it uses, with what it is doing, and the product at the end', async () => {
    const url = `${site.origin}/tables`;
    client.execute('I', 'wuying_computer_agent', `go to ${url} and read the title`);
    const told = await client.stream('I');
    const events = told.slice(0, -1);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
    assert.deepEqual(
      events.map(({ eventType, toolName, args, result, content }) => [eventType, toolName ?? content, args ?? result]),
      [
        ['tool_call', 'goTo', { url }],
        ['content', `Opening ${url}\n`, undefined],
        ['tool_result', 'goTo', { isError: false, output: 'ok' }],
        ['tool_call', 'read', { what: 'title' }],
        ['content', 'Reading the title\n', undefined],
        ['tool_result', 'read', { isError: false, output: 'ok' }],
      ],
    );
    const end = told.at(-1);
    assert.equal(end?.['status'], 'finished');
    assert.match(String(end['taskResult']), /### Title\n\nTables/u);
  });

  it('tells which step failed and why', async () => {
    client.execute('J', 'wuying_browseruse', `go to ${site.origin}/tables and click "Nothing of the kind"`);
    const [result, fault, end] = (await client.stream('J')).slice(-3);
    assert.equal(result?.['toolName'], 'click');
    assert.match(JSON.stringify(result['result']), /"isError":true.*Nothing of the kind/u);
    assert.match(JSON.stringify(fault?.['error']), /"code":"failed".*Nothing of the kind/u);
    assert.equal(end?.['status'], 'failed');
  });

  it('has no phone', async () => {
    client.execute('K', 'wuying_mobile_agent', 'open Settings');
    assert.deepEqual(await client.stream('K'), [{ error: 'The image linux_latest has no mobile agent.' }]);
  });
});

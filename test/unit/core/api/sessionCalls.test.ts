import assert from 'node:assert/strict';
import { aBay, sent } from './support/aBay';
import { cut, refused, reply, said, sessionGone, toolError } from './support/scriptedTransport';

describe('the details of a session', () => {
  it('come from a question that wants the id in the query', async () => {
    const { session, transport } = aBay([
      {
        data: {
          Status: 'RUNNING',
          ImageId: 'windows_latest',
          RegionId: 'cn-hangzhou',
          EndReason: '',
          PolicyId: 'pol-1',
          IsDeleted: false,
        },
      },
    ]);
    assert.deepEqual((await session.getDetails()).details, {
      status: 'running',
      rawStatus: 'RUNNING',
      imageId: 'windows_latest',
      endReason: '',
      regionId: 'cn-hangzhou',
      policyId: 'pol-1',
    });
    assert.deepEqual(sent(transport), {});
  });

  it('say that a session is over when it is marked so', async () => {
    const { session } = aBay([{ data: { Status: 'RUNNING', IsDeleted: true } }]);
    assert.equal((await session.getDetails()).details?.status, 'ended');
  });

  it('are the status alone where the service is of an older generation', async () => {
    const { session } = aBay([refused('InvalidAction.NotFound', 404), { data: { Status: 'PAUSED' } }]);
    const { details } = await session.getDetails();
    assert.deepEqual([details?.status, details?.imageId], ['paused', '']);
  });

  it('fail when the session is gone', async () => {
    const result = await aBay([sessionGone]).session.getDetails();
    assert.deepEqual([result.success, result.error?.kind, 'details' in result], [false, 'notFound', false]);
  });
});

describe('the labels of a session', () => {
  const labels = { project: 'demo', ключ: '值' };

  it('are read as JSON text and as an object, in either case', async () => {
    for (const data of [{ Labels: JSON.stringify(labels) }, { labels }]) {
      assert.deepEqual((await aBay([{ data }]).session.getLabels()).labels, labels);
    }
  });

  it('are none when the service has none', async () => {
    for (const data of [undefined, {}, { Labels: '' }, { Labels: null }, { Labels: '{}' }]) {
      assert.deepEqual((await aBay([{ data }]).session.getLabels()).labels, {});
    }
  });

  it('are texts, whatever is kept there', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const { session } = aBay([{ data: { Labels: `{"a":1,"b":[true],"c":null,"d":${deep}}` } }]);
    assert.deepEqual((await session.getLabels()).labels, { a: '1', b: '[\n  true\n]', c: '', d: '' });
  });

  it('are refused when they cannot be read', async () => {
    for (const Labels of ['demo', 7, ['demo'], '{"a":']) {
      const { labels, error } = await aBay([{ data: { Labels } }]).session.getLabels();
      assert.deepEqual([labels, error?.kind, error?.detail.action], [undefined, 'badReply', 'GetLabel']);
    }
  });

  it('are sent as a whole set', async () => {
    const { session, transport } = aBay([{ data: undefined }]);
    assert.ok((await session.setLabels(labels)).success);
    assert.deepEqual(sent(transport), { SessionId: 's-1', Labels: JSON.stringify(labels) });
  });

  it('are not set when the service says no inside a good answer', async () => {
    const { session } = aBay([reply(200, { Success: false, Message: 'too many labels' })]);
    assert.match((await session.setLabels(labels)).errorMessage, /too many labels/);
  });
});

describe('keeping a session alive', () => {
  it('is one call, tried again when its answer is lost', async () => {
    const { session, transport } = aBay([cut, { data: undefined }]);
    assert.ok((await session.keepAlive()).success);
    assert.deepEqual(transport.asked, ['RefreshSessionIdleTime', 'RefreshSessionIdleTime']);
  });
});

describe('the live view of a session', () => {
  it('has a fresh address each time', async () => {
    const { session } = aBay([
      { data: { ResourceUrl: 'https://desktop.example/?token=1' } },
      { data: { resourceUrl: 'http://127.0.0.1:4711/view/2' } },
    ]);
    assert.equal((await session.getLiveView()).url?.reveal(), 'https://desktop.example/?token=1');
    assert.equal((await session.getLiveView()).url?.reveal(), 'http://127.0.0.1:4711/view/2');
  });

  it('is none without an address, or with one that others could read', async () => {
    for (const data of [{}, { ResourceUrl: '' }, { ResourceUrl: 'http://desktop.example/?token=1' }]) {
      const { url, error, errorMessage } = await aBay([{ data }]).session.getLiveView();
      assert.deepEqual([url, error?.kind], [undefined, 'badReply']);
      assert.doesNotMatch(errorMessage, /token/);
    }
  });
});

describe('the links of a session', () => {
  it('name protocol and port, and come as an object or as text', async () => {
    const link = 'wss://gw.example/websocket_ai/t';
    for (const data of [{ Url: link }, { url: link }, link]) {
      const { session, transport } = aBay([{ data }]);
      assert.equal((await session.getLink({ protocol: 'wss', port: 30199 })).url?.reveal(), link);
      assert.deepEqual(sent(transport), { SessionId: 's-1', ProtocolType: 'wss', Port: '30199' });
    }
  });

  it('refuse another protocol or port without asking', async () => {
    const targets = [
      { protocol: 'http' as 'https', port: 30100 },
      { protocol: 'https' as const, port: 0 },
      { protocol: 'https' as const, port: 65_536 },
      { protocol: 'https' as const, port: 1.5 },
    ];
    for (const target of targets) {
      const { session, transport } = aBay([]);
      assert.equal((await session.getLink(target)).error?.kind, 'badInput');
      assert.deepEqual(transport.asked, []);
    }
  });

  it('are failures, and no exceptions, when the service refuses', async () => {
    const result = await aBay([reply(400, { Code: 'InvalidPort', Message: 'port is not valid' })]).session.getLink({
      protocol: 'https',
      port: 80,
    });
    assert.match(result.errorMessage, /port is not valid/);
    const cdp = await aBay([reply(400, { Message: 'only BrowserUse image support cdp' })]).session.getCdpLink();
    assert.match(cdp.errorMessage, /only BrowserUse image support cdp/);
  });

  it('to a browser are read like the others', async () => {
    const { session } = aBay([{ data: { Url: 'wss://gw.example/cdp' } }]);
    assert.equal((await session.getCdpLink()).url?.reveal(), 'wss://gw.example/cdp');
  });

  it('are none where the service tells something else, or one that others could listen to', async () => {
    for (const data of [
      {},
      'not a link',
      'error: no such port',
      { Url: 'ws://gw.example/cdp' },
      'file:///etc/passwd',
    ]) {
      const { session } = aBay([{ data }, { data }]);
      for (const { url, error } of [
        await session.getCdpLink(),
        await session.getLink({ protocol: 'https', port: 30100 }),
      ]) {
        assert.deepEqual([url, error?.kind], [undefined, 'badReply']);
      }
    }
  });

  it('to a phone are a whole command, and need the public key', async () => {
    const { session, transport } = aBay([{ data: { Url: 'adb connect 10.0.0.1:5555' } }, { data: {} }]);
    assert.equal((await session.getAdbLink('QAAA key')).command?.reveal(), 'adb connect 10.0.0.1:5555');
    assert.deepEqual(sent(transport), { SessionId: 's-1', Option: '{"adbkey_pub":"QAAA key"}' });
    assert.equal((await session.getAdbLink('QAAA key')).error?.kind, 'badReply');
    assert.equal((await session.getAdbLink(' ')).error?.kind, 'badInput');
  });

  it('to a phone are no other command', async () => {
    for (const data of ['no phone is free', 'adb connect 10.0.0.1:5555; reboot', 'adb shell']) {
      const { command, error } = await aBay([{ data }]).session.getAdbLink('QAAA key');
      assert.deepEqual([command, error?.kind], [undefined, 'badReply']);
    }
  });
});

describe('the metrics of a session', () => {
  it('are read in every spelling', async () => {
    const spellings = [
      ['rx_rate_kbyte_per_s', 'tx_rate_kbyte_per_s', 'rx_used_kbyte', 'tx_used_kbyte'],
      ['rx_rate_kbps', 'tx_rate_kbps', 'rx_used_kb', 'tx_used_kb'],
      ['rx_rate_KBps', 'tx_rate_KBps', 'rx_used_KB', 'tx_used_KB'],
    ] as const;
    for (const [rxRate, txRate, rxUsed, txUsed] of spellings) {
      const network = { [rxRate]: 1.2, [txRate]: 0.4, [rxUsed]: 1024, [txUsed]: 512 };
      const machine = {
        cpu_count: 4,
        cpu_used_pct: '12.5',
        mem_total: 8e9,
        mem_used: 2e9,
        disk_total: 1e11,
        disk_used: 0,
      };
      const { session } = aBay([said({ ...machine, ...network, timestamp: '2026-04-16T08:00:00Z' })]);
      assert.deepEqual((await session.getMetrics()).metrics, {
        cpuCount: 4,
        cpuUsedPercent: 12.5,
        memoryTotalBytes: 8e9,
        memoryUsedBytes: 2e9,
        diskTotalBytes: 1e11,
        diskUsedBytes: 0,
        receivedKbytePerSecond: 1.2,
        sentKbytePerSecond: 0.4,
        receivedKbyte: 1024,
        sentKbyte: 512,
        timestamp: '2026-04-16T08:00:00Z',
      });
    }
  });

  it('leave out what the service does not tell', async () => {
    const { session } = aBay([said({ cpu_count: 2, mem_total: 'much', disk_total: null })]);
    assert.deepEqual((await session.getMetrics()).metrics, { cpuCount: 2 });
  });

  it('are none when no figure comes, or the tool says no', async () => {
    assert.equal((await aBay([said({ status: 'ok' })]).session.getMetrics()).error?.kind, 'badReply');
    assert.equal((await aBay([{ data: { content: [] } }]).session.getMetrics()).error?.kind, 'badReply');
    const { error, errorMessage } = await aBay([toolError('no such tool: get_metrics')]).session.getMetrics();
    assert.deepEqual([error?.kind, errorMessage], ['service', 'no such tool: get_metrics']);
  });
});

describe('the tools of a session', () => {
  const list = [
    {
      name: 'flux_execute_task',
      description: 'Does a task',
      inputSchema: { type: 'object' },
      server: 'wuying_computer_agent',
      tool: 'flux_execute_task',
    },
    { Name: 'shell', input_schema: '{"type":"object"}', Server: 'wuying_shell' },
    { description: 'nameless' },
  ];
  const expected = [
    {
      name: 'flux_execute_task',
      description: 'Does a task',
      inputSchema: { type: 'object' },
      server: 'wuying_computer_agent',
    },
    { name: 'shell', description: '', inputSchema: { type: 'object' }, server: 'wuying_shell' },
  ];

  it('are those of the image it was created from', async () => {
    const { bay, transport } = aBay([{ data: { SessionId: 's-2' } }, { data: JSON.stringify(list) }]);
    const { session } = await bay.create({ agent: 'computer' });
    assert.deepEqual((await session?.listTools())?.tools, expected);
    assert.deepEqual(sent(transport, 1), { ImageId: 'windows_latest' });
  });

  it('are those of the image it was created from, after attaching to it anew too', async () => {
    const { bay, transport } = aBay([{ data: { SessionId: 's-2' } }, { data: { SessionId: 's-2' } }, { data: list }]);
    await bay.create({ agent: 'computer' });
    const { session, imageId } = await bay.get('s-2');
    assert.equal(imageId, 'windows_latest');
    assert.ok((await session?.listTools())?.success);
    assert.deepEqual(transport.asked, ['CreateMcpSession', 'GetSession', 'ListMcpTools']);
  });

  it('are those of the image it says it has', async () => {
    const { session, transport } = aBay([{ data: { ImageId: 'imgc-1' } }, { data: list }]);
    assert.deepEqual((await session.listTools()).tools, expected);
    assert.deepEqual(transport.asked, ['GetSessionDetail', 'ListMcpTools']);
    assert.deepEqual(sent(transport, 1), { ImageId: 'imgc-1' });
  });

  it('cannot be listed when nobody knows the image, or no list comes', async () => {
    const nameless = await aBay([{ data: { Status: 'RUNNING' } }]).session.listTools();
    assert.deepEqual([nameless.tools, nameless.error?.kind], [[], 'service']);
    const listless = await aBay([{ data: { ImageId: 'imgc-1' } }, { data: {} }]).session.listTools();
    assert.deepEqual([listless.tools, listless.error?.kind], [[], 'badReply']);
  });
});

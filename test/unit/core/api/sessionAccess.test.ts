import assert from 'node:assert/strict';
import { readAccess, type SessionAccess } from '../../../../src/core/api/session/access';
import { toSessionStatus } from '../../../../src/core/api/session/sessionStatus';
import { fieldsOf } from '../../../../src/core/api/wire/fields';

const read = (data: unknown): SessionAccess => readAccess(fieldsOf(data));

/** What is let in, in plain text. */
const plain = ({ linkUrl, wsUrl, token, servers }: SessionAccess): Record<string, unknown> => ({
  ...(linkUrl && { linkUrl: linkUrl.reveal() }),
  ...(wsUrl && { wsUrl: wsUrl.reveal() }),
  ...(token && { token: token.reveal() }),
  servers: Object.fromEntries(servers),
});

describe('the ways into a session', () => {
  const servers = { flux_execute_task: 'wuying_computer_agent' };
  const tools: Record<string, unknown> = {
    'a list': [{ name: 'flux_execute_task', server: 'wuying_computer_agent' }],
    'JSON text': '[{"name":"flux_execute_task","server":"wuying_computer_agent"}]',
    'Name and Server': [{ Name: 'flux_execute_task', Server: 'wuying_computer_agent' }],
    serverName: [{ name: 'flux_execute_task', serverName: 'wuying_computer_agent' }],
  };
  for (const [how, ToolList] of Object.entries(tools)) {
    it(`are read with the tools as ${how}`, () => assert.deepEqual(plain(read({ ToolList })), { servers }));
  }

  it('are read whatever the case of their names', () => {
    const data = { linkUrl: 'https://gw.example/link/abc', wsUrl: 'wss://gw.example/ws/abc', token: 'tok-1' };
    assert.deepEqual(plain(read(data)), { ...data, servers: {} });
  });

  it('are none where they are absent, empty or of the wrong kind', () => {
    const odd: unknown[] = [
      undefined,
      {},
      { LinkUrl: '', WsUrl: '', Token: '', ToolList: '' },
      { LinkUrl: null, WsUrl: 1, Token: {}, ToolList: {} },
      { ToolList: ['shell', { name: 'shell' }, { server: 'wuying_shell' }, null] },
      { ToolList: '[{"name":' },
      { Token: 'two\r\nlines' },
    ];
    for (const data of odd) assert.deepEqual(plain(read(data)), { servers: {} });
  });

  it('are used only where nobody else can listen', () => {
    const link = (LinkUrl: string): unknown => plain(read({ LinkUrl }))['linkUrl'];
    assert.equal(link('https://gw.example/link'), 'https://gw.example/link');
    assert.equal(link('http://127.0.0.1:4711/link'), 'http://127.0.0.1:4711/link');
    for (const bad of ['http://gw.example/link', 'ftp://gw.example', 'gw.example/link', 'https://']) {
      assert.equal(link(bad), undefined);
    }
    const socket = (WsUrl: string): unknown => plain(read({ WsUrl }))['wsUrl'];
    assert.equal(socket('ws://localhost:4711/ws'), 'ws://localhost:4711/ws');
    for (const bad of ['ws://gw.example/ws', 'https://gw.example/ws']) assert.equal(socket(bad), undefined);
  });
});

describe('the status of a session', () => {
  it('is known whatever its case, and unknown for any other word', () => {
    const words = ['RUNNING', 'Paused', 'pausing', 'RESUMING', 'DELETING', 'DELETED', 'FINISH', 'finished', 'ZZZ', ''];
    assert.deepEqual(words.map(toSessionStatus), [
      'running',
      'paused',
      'pausing',
      'resuming',
      'deleting',
      'ended',
      'ended',
      'ended',
      'unknown',
      'unknown',
    ]);
  });
});

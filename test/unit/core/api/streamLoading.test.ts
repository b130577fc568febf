import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

/** Run in a process of its own, where nobody else has loaded anything. */
const probe = `
  const { AgentBay } = require('./src/core/api/index.ts');
  const isLoaded = () => Object.keys(require.cache).some((file) => /node_modules[\\\\/]ws[\\\\/]/.test(file));
  const Data = { SessionId: 's-1', Token: 'tok-1', WsUrl: 'ws://127.0.0.1:1/' };
  const text = JSON.stringify({ RequestId: 'R', Code: 'ok', Data });
  const transport = { send: () => Promise.resolve({ status: 200, headers: new Map(), text }), dispose: () => {} };
  const bay = new AgentBay({ apiKey: 'akm-test-key', transport });
  bay.create({ imageId: 'mobile_latest' }).then(async ({ session }) => {
    const before = isLoaded();
    await session.agent.mobile.streamTask('Turn on Wi-Fi').result;
    bay.dispose();
    console.log(JSON.stringify({ before, after: isLoaded() }));
  });
`;

describe('the WebSocket library', () => {
  it('is loaded by the first stream and not before', async () => {
    const cwd = path.join(__dirname, '../../../..');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', probe], { cwd });
    assert.deepEqual(JSON.parse(stdout), { before: false, after: true });
  }).timeout(60_000);
});

import assert from 'node:assert/strict';
import { usualLimits } from '../../../../../src/local/agent/context';
import { LocalError } from '../../../../../src/local/failure';
import { usualEngines } from '../../../../../src/local/options';
import { Pictures } from '../../../../../src/local/server/view/pictures';
import { Sessions } from '../../../../../src/local/sessions/sessions';
import { FakeClock } from '../../../../support/fakeClock';
import { temporaryFolder } from '../../../../support/temporary';

const picture = { mimeType: 'image/png', width: 1, height: 1, data: Buffer.from('png') } as const;

describe('AgentBay Local, pictures kept at an address', () => {
  const folder = temporaryFolder();

  it('go with their session and no other, and none is kept for one that has gone', async () => {
    const clock = new FakeClock();
    const sessions = new Sessions({
      root: folder(),
      browser: { headed: false, noSandbox: false },
      engines: usualEngines,
      limits: usualLimits,
      clock,
      warn: (message) => assert.fail(message),
    });
    const pictures = new Pictures(() => new URL('http://127.0.0.1:1'), clock);
    const wish = { imageId: 'linux_latest', labels: {}, idleTimeoutMs: 1_000 };
    const [mine, other] = [sessions.create(wish), sessions.create(wish)];
    const at = [mine, mine, other].map((session) => new URL(pictures.keep(session, picture)).pathname);
    const shown = (): readonly boolean[] => at.map((path) => pictures.answer(path) !== undefined);
    assert.deepEqual(shown(), [true, true, true]);
    const gone = sessions.delete(mine);
    assert.deepEqual(shown(), [false, false, true]);
    assert.throws(() => pictures.keep(mine, picture), LocalError);
    await gone;
    await sessions.deleteAll();
    assert.deepEqual(shown(), [false, false, false]);
  });
});

import assert from 'node:assert/strict';
import { aBay, sent } from './support/aBay';
import { said, type Step, toolError } from './support/scriptedTransport';

/** The first bytes of a PNG, which is all that is looked at. */
const PNG = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
const text = (words: string): Step => ({ data: { content: [{ type: 'text', text: words }] } });

const take = (...steps: readonly Step[]) => aBay(steps).session.takeScreenshot();

describe('a screenshot', () => {
  it('may come as an address', async () => {
    for (const [url, mimeType] of [
      ['https://oss.example/shot.png?Signature=canary', 'image/png'],
      ['https://oss.example/shot.JPG', 'image/jpeg'],
      ['https://oss.example/shot?x=1', ''],
    ] as const) {
      const { screenshot } = await take(text(url));
      assert.deepEqual([screenshot?.url?.reveal(), screenshot?.mimeType, screenshot?.data], [url, mimeType, undefined]);
    }
  });

  it('may come as JSON', async () => {
    const data = PNG.toString('base64');
    const { screenshot } = await take(said({ type: 'image', mime_type: 'image/png', width: 1280, height: 720, data }));
    assert.deepEqual(screenshot, { mimeType: 'image/png', width: 1280, height: 720, data: new Uint8Array(PNG) });
  });

  it('may come as bare Base64', async () => {
    assert.deepEqual((await take(text(PNG.toString('base64')))).screenshot, {
      mimeType: 'image/png',
      data: new Uint8Array(PNG),
    });
    assert.equal((await take(text(JPEG.toString('base64')))).screenshot?.mimeType, 'image/jpeg');
  });

  it('may come as an item of its own', async () => {
    for (const item of [
      { type: 'image', data: PNG.toString('base64'), mimeType: 'image/png' },
      { type: 'resource', blob: PNG.toString('base64') },
    ]) {
      const content = [{ type: 'text', text: 'here it is' }, item];
      assert.deepEqual((await take({ data: { content } })).screenshot?.data, new Uint8Array(PNG));
    }
  });

  it('is none when something else comes, which is not quoted', async () => {
    for (const step of [text('canary'), text(''), said({ url: 7, data: 'canary' }), { data: { content: [] } }]) {
      const { screenshot, error, errorMessage } = await take(step);
      assert.deepEqual([screenshot, error?.kind], [undefined, 'badReply']);
      assert.doesNotMatch(errorMessage, /canary/);
    }
  });

  it('is asked of the tool that gives an address, where the session has no link of its own', async () => {
    const { session, transport } = aBay([text('https://oss.example/shot.png')]);
    await session.takeScreenshot({ format: 'jpeg' });
    assert.deepEqual([transport.asked, sent(transport)['Args']], [['system_screenshot'], '{}']);
  });

  it('is asked of the tool that sends it, where the session has a link or is a phone', async () => {
    const link = { SessionId: 's-1', LinkUrl: 'https://gw.example/link' };
    for (const [step, agent] of [
      [{ data: link }, 'computer'],
      [{ data: { SessionId: 's-1' } }, 'mobile'],
    ] as const) {
      const { bay, transport } = aBay([step, text(JPEG.toString('base64'))]);
      const { session } = await bay.create({ agent });
      await session?.takeScreenshot({ format: 'jpeg' });
      assert.deepEqual([transport.asked[1], sent(transport, 1)['Args']], ['screenshot', '{"format":"jpeg"}']);
    }
  });

  it('is asked of the other tool where the first is missing, and of no other when it says no', async () => {
    const missing = aBay([toolError("Tool 'system_screenshot' not found"), text(PNG.toString('base64'))]);
    assert.ok((await missing.session.takeScreenshot()).success);
    assert.deepEqual(missing.transport.asked, ['system_screenshot', 'screenshot']);
    const refusing = aBay([toolError('the screen is locked')]);
    assert.equal((await refusing.session.takeScreenshot()).errorMessage, 'the screen is locked');
    assert.deepEqual(refusing.transport.asked, ['system_screenshot']);
  });

  it('of a phone may be long', async () => {
    const { session, transport } = aBay([text(PNG.toString('base64')), text(JPEG.toString('base64'))]);
    await session.takeScreenshot({ longScreens: 3 });
    await session.takeScreenshot({ longScreens: 5, format: 'jpeg', quality: 80 });
    assert.deepEqual(transport.asked, ['long_screenshot', 'long_screenshot']);
    assert.equal(sent(transport, 0)['Args'], '{"max_screens":3,"format":"png"}');
    assert.equal(sent(transport, 1)['Args'], '{"max_screens":5,"format":"jpeg","quality":80}');
  });

  it('has options that make sense', async () => {
    for (const options of [
      { format: 'gif' as 'png' },
      { longScreens: 1 },
      { longScreens: 2.5 },
      { longScreens: 3, quality: 0 },
      { longScreens: 3, quality: 101 },
    ]) {
      const { session, transport } = aBay([]);
      const { error } = await session.takeScreenshot(options);
      assert.deepEqual([error?.kind, error?.detail.action, transport.asked], ['badInput', 'CallMcpTool', []]);
    }
  });
});

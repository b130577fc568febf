import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TestLocal, type TaskAnswer } from '../support';

describe('AgentBay Local, without a browser that works', function () {
  this.timeout(20_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'ab-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function openWith(chromium: string): Promise<TaskAnswer> {
    const local = await new TestLocal().start(['--chromium', chromium]);
    const answer = await local.run(await local.createSession(), 'open the browser');
    await local.stop();
    return answer;
  }

  it('fails the task with the remedy', async () => {
    const { status, error } = await openWith(path.join(folder, 'none'));
    assert.equal(status, 'failed');
    assert.match(error ?? '', /cannot be run: there is no such program.*agentbay\.local\.chromiumPath/u);
  });

  it('still does what needs no browser', async () => {
    const local = await new TestLocal().start(['--chromium', path.join(folder, 'none')]);
    const answer = await local.run(await local.createSession(), 'create a file a.txt with hello, then read a.txt');
    await local.stop();
    assert.equal(answer.status, 'finished', answer.error);
    assert.match(String(answer.product), /hello/u);
  });

  for (const [last, remedy] of [
    ['No usable sandbox! Update your kernel', /cannot build its sandbox.*--no-sandbox/u],
    [
      'error while loading shared libraries: libnss3.so: cannot open shared object file',
      /lacks a library: libnss3\.so/u,
    ],
    ['Missing X server or $DISPLAY', /no screen.*--headed/u],
  ] as const) {
    it(`explains "${last.slice(0, 40)}"`, async function () {
      if (process.platform === 'win32') return this.skip(); // The stand-in below is a shell script.
      const program = path.join(folder, 'broken');
      writeFileSync(program, `#!/bin/sh\necho '${last}' >&2\nexit 1\n`);
      chmodSync(program, 0o755);
      const { status, error } = await openWith(program);
      assert.equal(status, 'failed');
      assert.match(error ?? '', remedy);
    });
  }
});

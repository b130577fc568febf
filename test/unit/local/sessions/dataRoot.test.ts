import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDataRoot, removeFolder, sweepDeadRoots } from '../../../../src/local/sessions/dataRoot';

describe('AgentBay Local, its folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'ab-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is for its owner alone', function () {
    const root = createDataRoot();
    const { mode } = statSync(root);
    removeFolder(root);
    if (process.platform === 'win32') return this.skip(); // Modes mean nothing there; the user's own temporary folder does.
    assert.equal(mode & 0o777, 0o700);
  });

  it('is removed after a process that is gone, and only then', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const left = `agentbay-local-${dead}-0123abcd`;
    const others = [
      `agentbay-local-${process.pid}-0123abcd`,
      `agentbay-local-${dead}-notours`,
      'agentbay-local-x-0123abcd',
      'else',
    ];
    for (const name of [left, ...others]) {
      mkdirSync(path.join(folder, name, 'profile'), { recursive: true });
      writeFileSync(path.join(folder, name, 'profile', 'x'), 'x');
    }
    sweepDeadRoots(folder);
    assert.deepEqual(readdirSync(folder).sort(), others.sort());
  });

  it('is not looked for behind a link', function () {
    if (process.platform === 'win32') return this.skip(); // Making links needs a privilege there.
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const target = path.join(folder, 'precious');
    mkdirSync(target);
    writeFileSync(path.join(target, 'x'), 'x');
    symlinkSync(target, path.join(folder, `agentbay-local-${dead}-0123abcd`));
    sweepDeadRoots(folder);
    assert.deepEqual(readdirSync(target), ['x']);
  });
});

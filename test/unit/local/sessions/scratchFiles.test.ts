import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  FileError,
  MOST_FILE_BYTES,
  MOST_FILES,
  ScratchFiles,
  type FileProblem,
} from '../../../../src/local/sessions/scratchFiles';

describe('AgentBay Local, files of a session', () => {
  let outside: string;
  let folder: string;
  let files: ScratchFiles;
  beforeEach(() => {
    outside = mkdtempSync(path.join(os.tmpdir(), 'ab-'));
    folder = path.join(outside, 'files');
    mkdirSync(folder);
    files = new ScratchFiles(folder);
  });
  afterEach(() => rmSync(outside, { recursive: true, force: true }));

  const failsWith = (problem: FileProblem, work: () => Promise<unknown>): Promise<void> =>
    assert.rejects(work, (error) => error instanceof FileError && error.problem === problem);

  it('writes, replaces, appends lines, reads, lists and deletes', async () => {
    await files.append('b.txt', 'one');
    await files.append('b.txt', 'two');
    await files.write('a 笔记.txt', 'longer than the next');
    await files.write('a 笔记.txt', 'short');
    assert.equal(await files.read('b.txt'), 'one\ntwo');
    assert.equal(await files.read('a 笔记.txt'), 'short');
    assert.deepEqual(await files.list(), [
      { name: 'a 笔记.txt', sizeBytes: 5 },
      { name: 'b.txt', sizeBytes: 7 },
    ]);
    await files.delete('b.txt');
    await failsWith('notFound', () => files.read('b.txt'));
    await failsWith('notFound', () => files.delete('b.txt'));
  });

  const bad = [
    '',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    '/etc/passwd',
    'C:\\x',
    'c:x',
    'x\0y',
    'x\n',
    'CON',
    'nul.txt',
    'Com1.log',
    'x.',
    'x ',
    ' x',
    '.profile',
    'a:b',
    'a*b',
    'x'.repeat(201),
    '长'.repeat(67),
  ];
  for (const name of bad) {
    it(`does not take ${JSON.stringify(name.slice(0, 20))} for a name`, async () => {
      await failsWith('badName', () => files.write(name, 'x'));
      await failsWith('badName', () => files.read(name));
      await failsWith('badName', () => files.delete(name));
    });
  }

  it('follows no links', async function () {
    if (process.platform === 'win32') return this.skip(); // Making links needs a privilege there.
    const secret = path.join(outside, 'secret.txt');
    writeFileSync(secret, 'secret');
    symlinkSync(secret, path.join(folder, 'link.txt'));
    await failsWith('badName', () => files.read('link.txt'));
    await failsWith('badName', () => files.write('link.txt', 'x'));
    await failsWith('badName', () => files.delete('link.txt'));
    assert.equal(readFileSync(secret, 'utf8'), 'secret');
    assert.deepEqual(await files.list(), []);
  });

  it('keeps size and number within bounds', async () => {
    await failsWith('tooLarge', () => files.write('big.txt', 'x'.repeat(MOST_FILE_BYTES + 1)));
    for (let count = 0; count < MOST_FILES; count++) await files.write(`${count}.txt`, '');
    await failsWith('tooMany', () => files.write('more.txt', ''));
    await files.write('0.txt', 'replacing is no addition');
  });

  it('says when a file is no text', async () => {
    await files.write('a.jpg', Uint8Array.of(0xff, 0xd8, 0xff));
    await failsWith('notText', () => files.read('a.jpg'));
  });
});

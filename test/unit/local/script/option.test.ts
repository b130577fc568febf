import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseOptions } from '../../../../src/local/options';
import { parseScript } from '../../../../src/local/script/parseScript';

describe('AgentBay Local, --script', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'agentbay-script-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const at = (name: string, text?: string): readonly string[] => {
    const file = path.join(folder, name);
    if (text !== undefined) writeFileSync(file, text);
    return ['--script', file];
  };

  it('reads the script of a file', () => {
    const options = parseOptions(at('one.json', '[{"task":"tea","end":"never"}]'), {});
    assert.ok(options !== 'help');
    assert.deepEqual(
      options.script?.map(({ task, end }) => [task, end]),
      [['tea', 'never']],
    );
  });

  it('says what is wrong with it', () => {
    assert.throws(
      () => parseOptions(at('bad.json', '[{}]'), {}),
      /^LocalError: "end" of scenario 1 of the script is missing\.$/u,
    );
    assert.throws(() => parseOptions(at('none.json'), {}), /The script ".*none\.json" cannot be read: ENOENT/u);
  });

  it('is explained by an example that is a script', () => {
    const guide = readFileSync(path.join(__dirname, '../../../../src/local/script/README.md'), 'utf8');
    const example = /```json\n(.*?)```/su.exec(guide)?.[1] ?? '';
    assert.equal(parseScript(example).length, 3);
  });
});

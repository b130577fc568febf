import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseOptions, usualEngines } from '../../../src/local/options';
import { temporaryFolder } from '../../support/temporary';

const parse = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => parseOptions(args, env);

describe('AgentBay Local, its options', () => {
  const folder = temporaryFolder();
  it('needs none', () => {
    assert.deepEqual(parse([]), {
      port: 0,
      headed: false,
      noSandbox: false,
      engines: usualEngines,
      afterTerminate: 'gone',
    });
  });

  it('takes them from the command line', () => {
    const args = [
      '--port',
      '8080',
      '--chromium',
      '/opt/chrome',
      '--headed',
      '--no-sandbox',
      '--after-terminate=status',
    ];
    assert.deepEqual(parse(args), {
      port: 8080,
      chromium: '/opt/chrome',
      headed: true,
      noSandbox: true,
      engines: usualEngines,
      afterTerminate: 'status',
    });
  });

  it('takes them from the environment where the command line is silent', () => {
    const env = {
      AGENTBAY_LOCAL_CHROMIUM: '/env/chrome',
      CHROME_PATH: '/other/chrome',
      AGENTBAY_LOCAL_HEADED: '1',
      AGENTBAY_LOCAL_NO_SANDBOX: 'true',
      AGENTBAY_LOCAL_SEARCH_ENGINES: '{"bing":"http://127.0.0.1/b?q={query}"}',
    };
    assert.deepEqual(parse([], env), {
      port: 0,
      chromium: '/env/chrome',
      headed: true,
      noSandbox: true,
      engines: { ...usualEngines, bing: 'http://127.0.0.1/b?q={query}' },
      afterTerminate: 'gone',
    });
    const named = parse(['--chromium', '/named'], env);
    assert.equal(named === 'help' ? '' : named.chromium, '/named');
    const fallback = parse([], { CHROME_PATH: '/other/chrome', AGENTBAY_LOCAL_CHROMIUM: '' });
    assert.equal(fallback === 'help' ? '' : fallback.chromium, '/other/chrome');
  });

  it('reads the files that are named', () => {
    const [faults, script] = [path.join(folder(), 'faults.json'), path.join(folder(), 'script.json')];
    writeFileSync(faults, '[{"do":{"kind":"xml"}}]');
    writeFileSync(script, '[{"end":"never"}]');
    const options = parse(['--fault-plan', faults, '--script', script, '--routes', 'ws']);
    assert.notEqual(options, 'help');
    if (options === 'help') return;
    assert.deepEqual(options.faults, [{ do: { kind: 'xml' } }]);
    assert.equal(options.script?.length, 1);
    assert.deepEqual(options.routes, ['ws']);
  });

  for (const [text, routes] of [
    ['none', []],
    ['link', ['link']],
    ['link, ws', ['link', 'ws']],
  ] as const) {
    it(`offers ${text}`, () => {
      const options = parse(['--routes', text]);
      assert.deepEqual(options === 'help' ? '' : options.routes, routes);
    });
  }

  it('reads a certificate and its key', () => {
    const fixture = (name: string): string => path.join(__dirname, '../../fixtures/tls', name);
    const options = parse(['--tls-cert', fixture('cert.pem'), '--tls-key', fixture('key.pem')]);
    assert.deepEqual(options === 'help' ? '' : options.tls?.cert, readFileSync(fixture('cert.pem'), 'utf8'));
  });

  it('tells help from work', () => assert.equal(parse(['-h']), 'help'));

  for (const [args, says] of [
    [['--port', '70000'], /--port must be a number/u],
    [['--port', '-1'], /port/u],
    [['--after-terminate', 'maybe'], /"gone" or "status"/u],
    [['--search-engines', '['], /JSON object/u],
    [['--search-engines', '[]'], /JSON object/u],
    [['--search-engines', '{"yahoo":"http://x/{query}"}'], /no search engine "yahoo"/u],
    [['--search-engines', '{"bing":"http://x/"}'], /must hold \{query\}/u],
    [['--search-engines', '{"bing":"file:///{query}"}'], /http or https/u],
    [['--search-engines', '{"bing":7}'], /http or https/u],
    [['--routes', 'moon'], /--routes must be "link", "ws", "link,ws" or "none", not "moon"/u],
    [['--fault-plan', '/no/such/file'], /The fault plan ".no.such.file" cannot be read: ENOENT/u],
    [['--script', '/no/such/file'], /The script ".no.such.file" cannot be read: ENOENT/u],
    [['stray'], /stray/u],
  ] as const) {
    it(`refuses ${args.join(' ')}`, () => {
      assert.throws(() => parse(args), says);
    });
  }
});

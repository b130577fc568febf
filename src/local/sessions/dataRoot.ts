import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ours = /^agentbay-local-(\d+)-[0-9a-f]{8}$/u;

/** Makes the folder that holds everything this process keeps on disk; only its owner may look in. */
export function createDataRoot(): string {
  const root = path.join(os.tmpdir(), `agentbay-local-${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirSync(root, { mode: 0o700 });
  return root;
}

/** Removes a folder and all it holds. Windows keeps files of ended programs busy for a moment, hence the retries. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * Removes what killed processes of ours left behind. Only real folders with our kind of name that belong to this user and
 * whose process is gone; what cannot be removed is left for the next time.
 */
export function sweepDeadRoots(folder: string = os.tmpdir()): void {
  for (const name of namesIn(folder)) {
    const pid = Number(ours.exec(name)?.[1] ?? Number.NaN);
    const root = path.join(folder, name);
    if (Number.isNaN(pid) || isAlive(pid) || !isOwnFolder(root)) continue;
    try {
      removeFolder(root);
    } catch {
      // Still in use or not ours to remove after all: no reason not to start.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // A temporary folder that may be used but not listed.
  }
}

function isOwnFolder(root: string): boolean {
  try {
    const found = lstatSync(root);
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
  } catch {
    return false; // Gone meanwhile: someone else swept it.
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

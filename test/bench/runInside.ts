import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Runs a script in a fresh Node process and reads the JSON it prints at its end.
 * @throws when it fails, with what it wrote.
 */
export async function runInside<T>(
  script: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout) as T;
}

import { spawn } from 'node:child_process';
import { atEnd } from './ending';
import { root } from './paths';
import { signalProcess } from './processes';
import { say } from './say';

/** A program to run from the root of the checkout. */
export interface Child {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Keep its output until it has ended, so that programs running side by side do not mix theirs. */
  readonly isQuiet?: boolean;
  /** The longest it may take. */
  readonly limitMs: number;
}

/** For a program that was asked to end, to release what it holds. */
const graceMs = 20_000;

/** Runs a program to its end; it is ended with the script. @returns Its exit code; 1 when a signal or the limit ended it. */
export async function runChild({ command, args, env, isQuiet = false, limitMs }: Child): Promise<number> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', isQuiet ? 'pipe' : 'inherit', isQuiet ? 'pipe' : 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined) signalProcess(child.pid, signal);
  };
  let hardLimit: NodeJS.Timeout | undefined;
  const limit = setTimeout(() => {
    say(`${command} ${args.join(' ')} did not end within ${limitMs / 1000} s.`);
    end('SIGTERM');
    hardLimit = setTimeout(() => end('SIGKILL'), graceMs);
  }, limitMs);
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  const release = atEnd(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    end('SIGTERM');
    await closed;
  });
  const code = await closed.finally(() => {
    clearTimeout(limit);
    clearTimeout(hardLimit);
  });
  await release();
  if (isQuiet) process.stdout.write(Buffer.concat(chunks));
  return code;
}

import { spawn } from 'node:child_process';
import { atEnd } from './ending';
import { root } from './paths';
import { signalProcess } from './processes';
import { say } from './say';

/** What to start. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly shell?: boolean;
}

/** How to run it. */
export interface Child extends Program {
  /** The checkout when absent. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Keep its output until it has ended, so that programs running side by side do not mix theirs. */
  readonly isQuiet?: boolean;
  /** The longest it may take; as long as it likes when absent. */
  readonly limitMs?: number;
}

/** For a program that was asked to end, to release what it holds. */
const graceMs = 20_000;

/** Runs a program to its end; it is ended with the script. @returns Its exit code; 1 when a signal or the limit ended it. */
export async function runChild(options: Child): Promise<number> {
  const { command, args, shell = false, cwd = root, env, isQuiet = false, limitMs } = options;
  const child = spawn(command, args, {
    cwd,
    shell,
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
  const onLimit = (): void => {
    say(`${command} ${args.join(' ')} took too long.`);
    end('SIGTERM');
    hardLimit = setTimeout(() => end('SIGKILL'), graceMs);
  };
  const limit = limitMs === undefined ? undefined : setTimeout(onLimit, limitMs);
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

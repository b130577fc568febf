import { LocalError, messageOf } from './failure';
import { startLocal, type Local } from './local';
import { parseOptions, USAGE, type Options } from './options';
import { removeFolder } from './sessions/dataRoot';

/** An orderly end may take this long; then the process ends anyway, and its browsers with it. */
const STOP_MS = 3_000;

const complain = (message: string): void => void process.stderr.write(`${message}\n`);

/** Ends Local on the system's signals, on `{ type: 'stop' }` from the parent, and when the parent is gone. */
function stopWithTheWorld(local: Local): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => {
      try {
        removeFolder(local.dataRoot);
      } finally {
        process.exit(1);
      }
    }, STOP_MS - 200).unref();
    local.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(`AgentBay Local did not end in order: ${String(error)}`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  // Whoever read our line may have closed the pipe since.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  if (!process.send) return;
  process.on('disconnect', stop);
  // Windows has no signals that could be caught.
  process.on('message', (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'type' in message && message.type === 'stop') stop();
  });
  if (!process.connected) stop();
}

/** The options, or the usage; bad ones end the process with status 2. */
function readOptions(): Options | 'help' {
  try {
    return parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    complain(messageOf(error));
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const local = await startLocal(options, complain);
  stopWithTheWorld(local);
  const { endpoint, apiKey } = local;
  process.stdout.write(`${JSON.stringify({ endpoint, apiKey, pid: process.pid })}\n`);
}

main().catch((error: unknown) => {
  complain(error instanceof LocalError ? error.message : String(error));
  process.exitCode = 1;
});

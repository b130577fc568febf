import { randomBytes } from 'node:crypto';
import { usualLimits, type Limits } from './agent/context';
import type { Options } from './options';
import { startServer } from './server/server';
import { createDataRoot, removeFolder, sweepDeadRoots } from './sessions/dataRoot';
import { Sessions } from './sessions/sessions';

/** A running AgentBay Local. */
export interface Local {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly apiKey: string;
  /** Where it keeps profiles and files while it runs. */
  readonly dataRoot: string;
  /** Ends every session and browser, closes the port and removes the data. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts AgentBay Local in this process.
 * @param warn Where trouble that no caller hears of goes.
 * @throws {LocalError} when the port cannot be used.
 */
export async function startLocal(
  options: Options,
  warn: (message: string) => void,
  limits: Limits = usualLimits,
): Promise<Local> {
  sweepDeadRoots();
  const dataRoot = createDataRoot();
  const sessions = new Sessions({ root: dataRoot, browser: options, engines: options.engines, limits });
  const apiKey = `akm-local-${randomBytes(24).toString('hex')}`;
  let server;
  try {
    server = await startServer(options.port, apiKey, { sessions, warn, afterTerminate: options.afterTerminate });
  } catch (error) {
    removeFolder(dataRoot);
    throw error;
  }
  const { port, close } = server;
  let stopping: Promise<void> | undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    apiKey,
    dataRoot,
    stop: () =>
      (stopping ??= (async () => {
        await Promise.all([close(), sessions.deleteAll()]);
        removeFolder(dataRoot);
      })()),
  };
}

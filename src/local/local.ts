import { randomBytes } from 'node:crypto';
import { usualLimits, type Limits } from './agent/context';
import type { Options } from './options';
import { Accesses, routeNames } from './server/access';
import { route } from './server/routes';
import { startServer, type LocalServer } from './server/server';
import { createDataRoot, removeFolder, sweepDeadRoots } from './sessions/dataRoot';
import { Sessions } from './sessions/sessions';

/** A running AgentBay Local. */
export interface Local {
  /** `http://127.0.0.1:<port>`, or `https://` with a certificate. */
  readonly endpoint: string;
  readonly apiKey: string;
  /** Where it keeps profiles and files while it runs. */
  readonly dataRoot: string;
  /** Connections opened so far. */
  readonly connections: number;
  /** Ends every session and browser, closes the port and removes the data. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts AgentBay Local in this process.
 * @param warn Where trouble that no caller hears of goes.
 * @throws {LocalError} when the port or the certificate cannot be used.
 */
export async function startLocal(
  options: Options,
  warn: (message: string) => void,
  limits: Limits = usualLimits,
): Promise<Local> {
  sweepDeadRoots();
  const dataRoot = createDataRoot();
  const sessions = new Sessions({ root: dataRoot, browser: options, engines: options.engines, limits });
  const apiKey = options.apiKey ?? `akm-local-${randomBytes(24).toString('hex')}`;
  const { port, journal, routes = routeNames, afterTerminate } = options;
  // Nobody asks for an address before the server listens.
  const origin = (): URL => new URL(server.endpoint);
  const access = new Accesses(sessions, routes, origin);
  const setup = { sessions, access, warn, afterTerminate, apiKey: () => apiKey };
  let server: LocalServer;
  try {
    server = await startServer({ port, journal, warn, handle: (request) => route(request, setup) });
  } catch (error) {
    removeFolder(dataRoot);
    throw error;
  }
  let stopping: Promise<void> | undefined;
  return {
    endpoint: server.endpoint,
    apiKey,
    dataRoot,
    get connections() {
      return server.connections;
    },
    stop: () =>
      (stopping ??= (async () => {
        await Promise.all([server.close(), sessions.deleteAll()]);
        removeFolder(dataRoot);
      })()),
  };
}

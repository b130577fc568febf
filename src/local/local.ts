import { randomBytes } from 'node:crypto';
import { usualLimits, type Limits } from './agent/context';
import { systemClock } from './clock';
import { cutsUnread, faulty } from './faults/faulty';
import { FaultPlan } from './faults/plan';
import type { FaultRule } from './faults/rule';
import { faultyUpgrade } from './faults/upgrades';
import type { Options } from './options';
import { Accesses, routeNames } from './server/access';
import { route } from './server/routes';
import { SocketRoute } from './server/socketRoute';
import { startServer, type LocalServer } from './server/server';
import { LiveViews } from './server/view/liveViews';
import { Pictures } from './server/view/pictures';
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
  /**
   * Puts another fault plan in force, which begins to count; a revoked key is good again.
   * @throws {LocalError} when a rule contradicts itself.
   */
  misbehave(rules: readonly FaultRule[]): void;
  /** Ends every session and browser, closes the port and removes the data. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts AgentBay Local in this process.
 * @param warn Where trouble that no caller hears of goes.
 * @throws {LocalError} when the port cannot be used, or a rule of the fault plan contradicts itself.
 */
export async function startLocal(
  options: Options,
  warn: (message: string) => void,
  limits: Limits = usualLimits,
): Promise<Local> {
  const plan = new FaultPlan(options.faults ?? []);
  sweepDeadRoots();
  const dataRoot = createDataRoot();
  const sessions = new Sessions({
    root: dataRoot,
    browser: options,
    engines: options.engines,
    limits,
    script: options.script,
    clock: systemClock,
    warn,
  });
  const apiKey = options.apiKey ?? `akm-local-${randomBytes(24).toString('hex')}`;
  let isRevoked = false;
  const { port, tls, journal, routes = routeNames, afterTerminate } = options;
  // Nobody asks for an address before the server listens.
  const origin = (): URL => new URL(server.endpoint);
  const access = new Accesses(sessions, routes, origin);
  const views = new LiveViews(sessions, origin, systemClock);
  const pictures = new Pictures(origin, systemClock);
  const setup = {
    sessions,
    access,
    views,
    pictures,
    warn,
    afterTerminate,
    apiKey: () => (isRevoked ? undefined : apiKey),
  };
  const handle = faulty((request) => route(request, setup), {
    plan,
    sessions,
    access,
    revokeKey: () => (isRevoked = true),
  });
  const sockets = new SocketRoute({ access, frameJournal: options.frameJournal, warn });
  const upgrade = faultyUpgrade((...request) => sockets.upgrade(...request), { plan, sessions, access });
  let server: LocalServer;
  try {
    server = await startServer({ port, tls, journal, warn, cutUnread: cutsUnread(plan), handle, upgrade });
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
    misbehave: (rules) => {
      plan.replace(rules);
      isRevoked = false;
    },
    stop: () =>
      (stopping ??= (async () => {
        await Promise.all([server.close(), sessions.deleteAll()]);
        removeFolder(dataRoot);
      })()),
  };
}

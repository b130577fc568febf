import { Connections, type ConnectionSettings } from './connection/connections';
import { isLocalAlive, isProcess } from './connection/localAlive';
import { LocalProcess } from './connection/localProcess';
import { isSettled } from './model/task';
import { SessionOperations } from './operations/sessions';
import { TaskOperations } from './operations/tasks';
import { Store } from './store/store';
import { Poller } from './sync/poller';
import { endSession, reconcile } from './sync/reconcile';
import { systemClock } from './util/clock';
import { DisposableStore } from './util/disposable';
import type { Logger } from './util/logger';

/** What the core needs of the editor around it. */
export interface CoreOptions {
  /** Where sessions and tasks are kept. */
  readonly folder: string;
  /** Read anew for each use. */
  readonly settings: () => ConnectionSettings;
  /** The key of the cloud, read anew for each call; `undefined` when there is none. */
  readonly apiKey: () => Promise<string | undefined>;
  /** The bundle of AgentBay Local, and its command line options. */
  readonly localScript: string;
  readonly localArguments: () => readonly string[];
  readonly log: Logger;
}

/** All that knows nothing of VS Code, put together. */
export interface Core {
  readonly store: Store;
  readonly connections: Connections;
  readonly sessions: SessionOperations;
  readonly tasks: TaskOperations;
  readonly poller: Poller;
  /** Ends AgentBay Local and writes what is to be kept; a few seconds at most. */
  close(): Promise<void>;
}

export async function createCore({ folder, settings, apiKey, log, ...local }: CoreOptions): Promise<Core> {
  const owned = new DisposableStore();
  const clock = systemClock;
  const store = owned.add(await Store.open(folder, log));
  await reconcile(store, { isLocalAlive, isProcess }, clock.now());
  owned.add(logEnds(store, log));

  const server = new LocalProcess({ script: local.localScript, args: local.localArguments, log });
  const connections = owned.add(new Connections({ settings, apiKey, local: server, log }));
  const sessions = new SessionOperations({ store, connections, clock });
  const tasks = new TaskOperations({ store, connections, sessions, clock });
  const poller = owned.add(
    new Poller({
      store,
      clock,
      ask: (task, signal) => tasks.ask(task, signal),
      onSessionGone: (sessionId, reason) => sessions.markGone(sessionId, reason),
    }),
  );
  owned.add(
    server.onDidStop(({ pid, reason }) => {
      const its = store.sessions().filter((session) => session.localPid === pid);
      for (const { sessionId } of its) endSession(store, sessionId, clock.now(), reason);
    }),
  );
  return {
    ...{ store, connections, sessions, tasks, poller },
    close: async () => {
      poller.dispose();
      await server.stop();
      await store.flush();
      owned.dispose();
    },
  };
}

/** One line in the log for each task that is accepted or ends. */
const logEnds = (store: Store, log: Logger) =>
  store.onDidChange((change) => {
    if (change.kind !== 'task' || !change.after || change.before?.state === change.after.state) return;
    const { id, taskId, state, reason } = change.after;
    const name = `Task ${taskId ?? id}`;
    if (isSettled(change.after)) log.info(`${name} ended: ${state}${reason ? ` (${reason})` : ''}`);
    else log.info(`${name}: ${state}`);
  });

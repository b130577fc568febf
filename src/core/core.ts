import { Connections, type ConnectionSettings } from './connection/connections';
import { isLocalAlive } from './connection/localAlive';
import { LocalProcess } from './connection/localProcess';
import { ledgerFolder } from './ledger/ledger';
import { isSettled, type Task } from './model/task';
import { SessionOperations } from './operations/sessions';
import { TaskOperations } from './operations/tasks';
import { Store } from './store/store';
import { Keeper } from './sync/keeper';
import { Poller, type PollerOptions } from './sync/poller';
import { endSession } from './sync/sessionEnd';
import { systemClock } from './util/clock';
import { DisposableStore } from './util/disposable';
import type { Logger } from './util/logger';
import { Windows } from './windows/windows';

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
  /** The shortest and the longest pause between two questions about a task, read anew for each. */
  readonly pollBounds: PollerOptions['bounds'];
  readonly log: Logger;
}

/** All that knows nothing of VS Code, put together. */
export interface Core {
  readonly windows: Windows;
  readonly store: Store;
  readonly connections: Connections;
  readonly sessions: SessionOperations;
  readonly tasks: TaskOperations;
  readonly keeper: Keeper;
  readonly poller: Poller;
  /** Ends AgentBay Local, writes what is to be kept and says goodbye to the other windows; a few seconds at most. */
  close(): Promise<void>;
}

export async function createCore({ folder, settings, apiKey, pollBounds, log, ...local }: CoreOptions): Promise<Core> {
  const owned = new DisposableStore();
  const clock = systemClock;
  const windows = owned.add(await Windows.open({ folder: ledgerFolder(folder), clock, log }));
  const store = owned.add(
    await Store.open({ folder, windowId: windows.id, teller: () => windows.teller(), clock, log }),
  );
  const server = new LocalProcess({ script: local.localScript, args: local.localArguments, log });
  const keeper: Keeper = owned.add(
    new Keeper({
      ...{ store, windows, log },
      terminate: (id) => tasks.terminate(id),
      isLocalAlive: async (session) => session.localPid === server.running?.pid || isLocalAlive(session),
    }),
  );
  const connections = owned.add(new Connections({ settings, apiKey, local: server, clock, log }));
  const sessions = new SessionOperations({ store, connections, windowId: windows.id });
  const isMine = (task: Task): boolean => keeper.isMine(task);
  const tasks = new TaskOperations({ store, connections, sessions, windows, isMine, clock });

  // Whoever looks at the store finds there what is true by now.
  await keeper.lookAfter();
  owned.add(logEnds(store, log));
  const poller = owned.add(
    new Poller({
      ...{ store, clock, isMine, bounds: pollBounds },
      ask: (task, signal) => tasks.ask(task, signal),
      onSessionGone: (sessionId, reason) => sessions.markGone(sessionId, reason),
      attentionOf: (id) => windows.attentionOf(id),
      serviceOf: ({ sessionId = '', connection }) => `${connection} ${store.session(sessionId)?.endpoint ?? ''}`,
      lastKnownAt: ({ updatedAt }) => Math.max(updatedAt, windows.lastKeptAt ?? 0),
    }),
  );
  owned.add(windows.onDidChange(() => poller.reconsider()));
  owned.add(keeper.onDidChange(() => poller.reconsider()));
  owned.add(
    server.onDidStop(({ pid, reason }) => {
      const its = store.sessions().filter((session) => session.localPid === pid);
      for (const { sessionId } of its) endSession(store, sessionId, reason);
    }),
  );
  return {
    ...{ windows, store, connections, sessions, tasks, keeper, poller },
    close: async () => {
      poller.dispose();
      await Promise.all([tasks.close(), server.stop()]);
      keeper.dispose();
      await store.flush();
      await windows.close();
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

import type { Session } from '../../src/core/model/session';
import type { Task } from '../../src/core/model/task';
import { Store, type StoreOptions } from '../../src/core/store/store';
import { systemClock } from '../../src/core/util/clock';
import { THIS_WINDOW } from './builders';
import { MemoryLog } from './log';
import { temporaryFolder } from './temporary';

/** A real store on a real folder; whoever opens it disposes of it. The window that tells is the one that writes. */
export function openStore(folder: string, parts: Partial<Omit<StoreOptions, 'folder'>> = {}): Promise<Store> {
  const { windowId = THIS_WINDOW } = parts;
  return Store.open({ windowId, teller: () => windowId, clock: systemClock, log: new MemoryLog(), ...parts, folder });
}

/** Gives each test a store of its own in a folder of its own, and closes it afterwards. Call it inside `describe`. */
export function temporaryStore(parts: () => Partial<Omit<StoreOptions, 'folder'>> = () => ({})): () => Store {
  let store: Store;
  // Before the folder goes.
  afterEach(async () => {
    await store.flush();
    store.dispose();
  });
  const folder = temporaryFolder();
  beforeEach(async () => (store = await openStore(folder(), parts())));
  return () => store;
}

/** Puts a task into the store whole, as if it had come about there. */
export const putTask = (store: Store, task: Task): void => void store.record(task.id, { type: 'summary', task });

/** Puts a session into the store whole. */
export const putSession = (store: Store, session: Session): void =>
  void store.recordSession(session.sessionId, { type: 'summary', session });

/** What it costs to redraw the tree when one task of many changes. Prints JSON. Arguments: number of tasks, number of changes. */
import { sessionRow, taskRow } from '../../../src/presentation/rows';
import { SessionTree, type TreeNode } from '../../../src/presentation/tree';
import type { Store } from '../../../src/core/store/store';
import { bookId, recordsOf, sessionOf, writeBook } from './simulated/books';
import { SimulatedClock } from './simulated/clock';
import { seeded } from './simulated/random';
import { inFolder, openStore } from './simulated/window';

export interface Redraw {
  /** Rows that are announced for one new action. */
  readonly nodesPerChange: number;
  /** To find and draw them, in µs: the median change. */
  readonly redrawUs: number;
  /** To record the change and tell everybody, redrawing included, in µs: the median change. */
  readonly changeUs: number;
  /** To draw all rows anew, in µs. */
  readonly allUs: number;
}

const [count, changes] = process.argv.slice(2).map(Number) as [number, number];
const BEGINS_AT = Date.UTC(2026, 10, 23, 9);

/** Draws a row and all beneath it, as VS Code does with an expanded one. */
function draw(store: Store, tree: SessionTree, node: TreeNode | undefined): number {
  let drawn = 0;
  if (node?.type === 'task') {
    const task = store.task(node.id);
    const session = task?.sessionId === undefined ? undefined : store.session(task.sessionId);
    return task && taskRow(task, session).label !== '' ? 1 : 0;
  }
  if (node?.type === 'session') {
    const session = store.session(node.sessionId);
    if (session && sessionRow(session, tree.busy(node.sessionId)).label !== '') drawn += 1;
  }
  for (const child of tree.children(node)) drawn += draw(store, tree, child);
  return drawn;
}

const middle = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? NaN;

/** In µs. */
function taken(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) * 1_000;
}

function measure(store: Store): Redraw {
  const tree = new SessionTree(store);
  const drawAll = (): void => {
    const drawn = draw(store, tree, undefined);
    if (drawn < count) throw new Error(`${drawn} rows drawn of ${count} tasks.`);
  };
  // Once all rows are known and the code is compiled.
  drawAll();
  const all = Array.from({ length: 3 }, () => taken(drawAll));
  const redraws: number[] = [];
  let nodes = 0;
  store.onDidChange((change) => {
    let touched: readonly (TreeNode | undefined)[] = [];
    redraws.push(
      taken(() => {
        touched = tree.touched(change);
        for (const node of touched) draw(store, tree, node);
      }),
    );
    nodes += touched.length;
    const [node] = touched;
    const isTheOne =
      touched.length === 1 && node?.type === 'task' && change.kind === 'task' && node.id === change.after?.id;
    if (!isTheOne) throw new Error('A new action redrew more than the row of its task.');
  });
  const random = seeded(1);
  const recorded = Array.from({ length: changes }, (_, number) => {
    const id = bookId(Math.floor(random() * count));
    return taken(() => void store.record(id, { type: 'action', text: `Clicking on row ${number}` }));
  });
  return {
    nodesPerChange: nodes / changes,
    redrawUs: middle(redraws),
    changeUs: middle(recorded),
    allUs: middle(all),
  };
}

async function main(): Promise<void> {
  await inFolder(async (folder) => {
    for (let number = 0; number < count; number += 1)
      writeBook(folder, bookId(number), recordsOf(number, BEGINS_AT + number, 3));
    const store = await openStore(folder, new SimulatedClock(BEGINS_AT));
    for (let number = 0; number < count; number += 1) {
      const sessionId = sessionOf(number);
      if (store.session(sessionId)) continue;
      const facts = { connection: 'cloud', endpoint: 'agentbay.example', imageId: 'windows_latest' } as const;
      store.recordSession(sessionId, { type: 'known', ...facts });
    }
    const redraw = measure(store);
    await store.flush();
    store.dispose();
    console.log(JSON.stringify(redraw));
  });
}

void main();

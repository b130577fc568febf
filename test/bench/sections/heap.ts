import path from 'node:path';
import { type Figure, median, printTable, spelled } from '../figure';
import { contestantNames } from '../inside/contestantNames';
import type { Kept } from '../inside/heap';
import type { Section } from '../section';

/** What is kept in memory of calls that are over. */
export const heap: Section = async ({ bundles, isQuick, inside }) => {
  const rows: { readonly name: string; readonly perThousand: number; readonly ofEach: readonly number[] }[] = [];
  for (const name of contestantNames) {
    const args = isQuick ? [name, '3', '1000'] : [name, '5', '2000'];
    const { bytes, calls } = await inside<Kept>(path.join(bundles, 'heap.js'), args, ['--expose-gc']);
    const ofEach = bytes.map((kept) => (kept / 1_000_000 / calls) * 1_000);
    rows.push({ name, perThousand: median(ofEach), ofEach });
  }
  printTable('Heap kept per 1,000 calls after a collection, MB', [
    ['', 'median', 'each batch'],
    ...rows.map(({ name, perThousand, ofEach }) => [name, perThousand.toFixed(3), ofEach.map(spelled).join(' ')]),
  ]);
  return rows.flatMap(({ name, perThousand }): Figure[] =>
    name === 'ours' ? [{ what: 'heap kept per 1,000 calls', value: perThousand, unit: 'MB', aim: 0.4 }] : [],
  );
};

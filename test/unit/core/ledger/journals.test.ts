import assert from 'node:assert/strict';
import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rm,
  rmdir,
  stat,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { foldTask } from '../../../../src/core/ledger/fold';
import type { Foreign } from '../../../../src/core/ledger/book';
import { Journals } from '../../../../src/core/ledger/journals';
import { taskKind } from '../../../../src/core/ledger/kinds';
import { encodeLine } from '../../../../src/core/ledger/line';
import type { TaskFact, TaskRecord } from '../../../../src/core/ledger/records';
import type { Task } from '../../../../src/core/model/task';
import { MemoryLog } from '../../../support/log';
import { temporaryFolder } from '../../../support/temporary';
import { aCreation, aFact, anAcceptance } from './support/facts';

type TaskJournals = Journals<TaskRecord, Task>;

describe('the journals', () => {
  const folder = temporaryFolder();
  let log = new MemoryLog();
  beforeEach(() => (log = new MemoryLog()));
  const open = (windowId = 'a'): Promise<{ journals: TaskJournals; summaries: ReadonlyMap<string, Task> }> =>
    Journals.open({ folder: folder(), kind: taskKind, windowId, log });
  const file = (name: string): string => path.join(folder(), 'tasks', name);
  const at = (fact: TaskFact, moment = 1): TaskRecord => ({ ...fact, at: moment });
  const action = (text: string): TaskRecord => at({ type: 'action', text });
  const line = (record: TaskRecord, by = 'b'): string => `${encodeLine(record, by, undefined)}\n`;
  const created = at(aCreation);
  const settled = at({ type: 'settled', state: 'finished' }, 9);
  const fold = (records: readonly TaskRecord[]): Task => {
    const task = records.reduce<Task | undefined>((before, record) => foldTask(before, 't', record), undefined);
    assert.ok(task);
    return task;
  };
  const write = async (journals: TaskJournals, ...records: TaskRecord[]): Promise<void> => {
    journals.append('t', records, true);
    await journals.flush();
  };
  const listen = (journals: TaskJournals): Foreign<TaskRecord>[] => {
    const heard: Foreign<TaskRecord>[] = [];
    journals.onDidRead((foreign) => heard.push(foreign));
    return heard;
  };
  const setAside = (): Promise<string[]> => readdir(path.join(folder(), 'set-aside')).catch(() => []);

  it('hold what was appended, in order, whoever asks', async () => {
    const { journals } = await open();
    for (let n = 0; n < 50; n++) journals.append('t', [action(`step ${n}`)], n % 7 === 0);
    assert.deepEqual(
      (await journals.read('t')).map((record) => record.type === 'action' && record.text),
      Array.from({ length: 50 }, (_, n) => `step ${n}`),
    );
    const { journals: other, summaries } = await open('b');
    assert.deepEqual(await other.read('t'), await journals.read('t'));
    assert.equal(summaries.get('t')?.entryCount, 50);
    assert.deepEqual(await journals.read('nothing'), []);
  });

  it('begin a line of their own after half a line of somebody who died, which alone is lost', async () => {
    const { journals } = await open();
    await write(journals, created);
    await appendFile(file('t.jsonl'), '{"v":2,"by":"b","type":"acti');
    await write(journals, action('mine'));
    const { journals: again, summaries } = await open('c');
    assert.equal(summaries.get('t')?.lastAction?.text, 'mine');
    assert.equal((await again.read('t')).length, 2);
    await again.flush();
    assert.equal((await setAside()).length, 1);
  });

  it('leave half a line that may yet be completed', async () => {
    const { journals } = await open();
    await write(journals, created);
    const heard = listen(journals);
    const text = line(action('theirs'));
    await appendFile(file('t.jsonl'), text.slice(0, 20));
    await journals.sync();
    assert.deepEqual(heard, []);
    await appendFile(file('t.jsonl'), text.slice(20));
    await journals.sync();
    assert.deepEqual(heard, [{ id: 't', records: [action('theirs')], replaces: false }]);
    assert.deepEqual(await setAside(), []);
  });

  it('set a damaged line aside once, however often it is met, and say so once', async () => {
    const { journals } = await open();
    await write(journals, created);
    await appendFile(file('t.jsonl'), 'garbage\n\0\0\0\0\n{"v":2,"by":"b","type":"dance","at":1}\n');
    await write(journals, action('after'));
    for (let n = 0; n < 3; n++) {
      const { journals: again, summaries } = await open(`window ${n}`);
      assert.equal(summaries.get('t')?.lastAction?.text, 'after');
      await again.read('t');
      await again.flush();
    }
    assert.equal((await setAside()).length, 3);
    assert.equal(log.lines.filter((text) => text.startsWith('warn A line of')).length, 3);
  });

  it('keep no more than so many damaged lines', async () => {
    await mkdir(file('.'), { recursive: true });
    const garbage = Array.from({ length: 300 }, (_, n) => `garbage ${n}\n`).join('');
    await writeFile(file('t.jsonl'), line(created) + garbage);
    const { journals } = await open();
    await journals.flush();
    assert.equal((await setAside()).length, 200);
    const warnings = (): number => log.lines.filter((text) => text.startsWith('warn A line of')).length;
    assert.equal(warnings(), 201, 'Once for each that is kept, and once for all others.');
    await open('b').then(({ journals: again }) => again.flush());
    assert.equal(warnings(), 202);
  });

  it('leave alone what a newer version wrote, even in a book that is closed, and say so once', async () => {
    const { journals } = await open();
    await write(journals, created);
    const newer = '{"v":3,"by":"z","type":"dance","at":1}';
    await appendFile(file('t.jsonl'), `${newer}\n`);
    await write(journals, settled);
    journals.close('t', fold([created, settled]));
    await journals.flush();
    assert.ok((await readFile(file('t.jsonl'), 'utf8')).includes(newer));
    await rm(path.join(folder(), 'tasks.index'));
    await writeFile(file('u.jsonl'), `${line(created)}${newer}\n${newer}\n`);
    const { summaries } = await open('b');
    assert.equal(summaries.size, 2);
    assert.equal(log.lines.filter((text) => text.startsWith('warn Left alone')).length, 1);
    assert.deepEqual(await setAside(), []);
  });

  it('lose nothing and keep the order when the disk refuses for a while, and say so once', async () => {
    const { journals } = await open();
    await mkdir(file('t.jsonl')); // Nothing can be written there, as on a full disk.
    await write(journals, created);
    await write(journals, action('one'));
    assert.equal(log.lines.filter((text) => text.startsWith('error')).length, 1);
    assert.equal((await journals.read('t').catch(() => [])).length, 0);
    await rmdir(file('t.jsonl'));
    await write(journals, action('two'));
    assert.deepEqual(await journals.read('t'), [created, action('one'), action('two')]);
    assert.deepEqual((await readFile(file('t.jsonl'), 'utf8')).trim().split('\n').length, 3);
  });

  it('write what the disk refused with the next look, when it takes it again', async () => {
    const { journals } = await open();
    await mkdir(file('t.jsonl'));
    await write(journals, created, settled);
    await rmdir(file('t.jsonl'));
    await journals.sync();
    await journals.read('t');
    assert.equal(await readFile(file('t.jsonl'), 'utf8'), line(created, 'a') + line(settled, 'a'));
  });

  it('work in memory where there is no folder to be had', async () => {
    await writeFile(path.join(folder(), 'file'), '');
    const { journals, summaries } = await Journals.open({
      folder: path.join(folder(), 'file', 'ledger'),
      kind: taskKind,
      windowId: 'a',
      log,
    });
    assert.equal(summaries.size, 0);
    await write(journals, created);
    await journals.sync();
    assert.ok(log.lines.some((text) => text.startsWith('error Could not open')));
    journals.dispose();
  });

  it('close a book: its summary first, then its story, and open it by the index alone', async () => {
    const { journals } = await open();
    const product = at({ type: 'product', text: '# 结果' });
    const gap = at({ type: 'gap', from: 0, why: 'asleep' });
    const records = [created, action('one'), at({ type: 'heard' }), gap, product, settled];
    await write(journals, ...records);
    journals.close('t', fold(records));
    await journals.flush();
    const kept = [created, action('one'), gap, product, settled];
    assert.deepEqual((await journals.read('t')).slice(1), kept);
    const { journals: again, summaries } = await open('b');
    assert.deepEqual(summaries.get('t'), fold(records));
    assert.deepEqual((await again.read('t')).slice(1), kept);
    await truncate(file('t.jsonl'), 0);
    assert.deepEqual((await open('c')).summaries.get('t'), fold(records), 'The journal need not be read.');
  });

  it('lose no task with the summary of a closed book, even without the index', async () => {
    const { journals } = await open();
    const accepted = at(anAcceptance, 2);
    const records = [created, at({ type: 'sending' }), accepted, action('one'), at({ type: 'heard' }), settled];
    await write(journals, ...records);
    journals.close('t', fold(records));
    await journals.flush();
    await rm(path.join(folder(), 'tasks.index'));
    const [summary = '', ...story] = (await readFile(file('t.jsonl'), 'utf8')).split('\n');
    await writeFile(file('t.jsonl'), [summary.replace('"state"', '"stale"'), ...story].join('\n'));
    const { journals: again, summaries } = await open('b');
    assert.deepEqual(summaries.get('t'), fold(records));
    await again.flush();
    assert.equal((await setAside()).length, 1);
    assert.equal((await readFile(file('t.jsonl'), 'utf8')).split('\n').length, 7);
    assert.deepEqual((await open('c')).summaries.get('t'), fold(records), 'It is closed once more.');
  });

  it('close a book that ends in half a character', async () => {
    await mkdir(file('.'), { recursive: true });
    const half = Buffer.from('{"v":2,"text":"结').subarray(0, -1);
    await writeFile(file('t.jsonl'), Buffer.concat([Buffer.from(line(created) + line(settled)), half]));
    const { journals } = await open();
    await journals.flush();
    assert.match(await readFile(file('t.jsonl'), 'utf8'), /^{"v":2,"by":"a","type":"summary"/);
    assert.equal((await setAside()).length, 1);
  });

  it('close the book of a window that died before it could', async () => {
    await mkdir(file('.'), { recursive: true });
    await writeFile(file('t.jsonl'), [created, action('one'), settled].map((record) => line(record)).join(''));
    const { journals, summaries } = await open();
    await journals.flush();
    assert.equal(summaries.get('t')?.state, 'finished');
    assert.match(await readFile(file('t.jsonl'), 'utf8'), /^{"v":2,"by":"a","type":"summary"/);
    assert.match(await readFile(path.join(folder(), 'tasks.index'), 'utf8'), /"id":"t"/);
  });

  it('do without the index, or with half of it', async () => {
    const { journals } = await open();
    const ids = Array.from({ length: 20 }, (_, n) => `t${n}`);
    for (const id of ids) {
      const task = [created, settled].reduce<Task | undefined>((before, r) => foldTask(before, id, r), undefined);
      journals.append(id, [created, settled], false);
      if (task) journals.close(id, task);
    }
    await journals.flush();
    const index = path.join(folder(), 'tasks.index');
    const whole = (await open('b')).summaries;
    assert.equal(whole.size, 20);
    const { size } = await stat(index);
    for (const spoil of [
      () => unlink(index),
      () => truncate(index, Math.floor(size / 2)),
      () => writeFile(index, 'garbage\n[]\n{"v":2}\n{"v":2,"id":"t1","summary":{}}\n'),
      () => rm(index).then(() => mkdir(index)),
    ]) {
      await rm(index, { recursive: true, force: true });
      await open('c').then(({ journals: rebuilt }) => rebuilt.flush());
      await spoil();
      const { journals: again, summaries } = await open('d');
      assert.deepEqual(new Map([...summaries].sort()), new Map([...whole].sort()));
      await again.flush();
    }
  });

  it('write an index anew that holds mostly garbage', async () => {
    const { journals } = await open();
    await write(journals, created, settled);
    journals.close('t', fold([created, settled]));
    await journals.flush();
    const index = path.join(folder(), 'tasks.index');
    const removed = JSON.stringify({ v: 2, id: 'gone', summary: fold([created, settled]) });
    await appendFile(index, `${removed}\n`.repeat(499));
    await open('b');
    assert.equal((await readFile(index, 'utf8')).split('\n').length, 501);
    await appendFile(index, `${removed}\n`);
    const { summaries } = await open('c');
    assert.deepEqual([...summaries.keys()], ['t']);
    assert.equal((await readFile(index, 'utf8')).split('\n').length, 2);
    assert.deepEqual([...(await open('d')).summaries.keys()], ['t']);
  });

  it('open by an index that cannot be written anew, as on a full disk', async function () {
    // A path as long as Linux allows has no room for the name that a file has before it replaces another.
    if (process.platform !== 'linux') this.skip();
    let deep = folder();
    while (deep.length < 3_800) deep = path.join(deep, 'x'.repeat(200));
    deep = path.join(deep, 'x'.repeat(4_075 - deep.length - 1));
    await mkdir(path.join(deep, 'tasks'), { recursive: true });
    await writeFile(path.join(deep, 'tasks/t.jsonl'), '');
    const entry = (id: string): string => `${JSON.stringify({ v: 2, id, summary: fold([created, settled]) })}\n`;
    await writeFile(path.join(deep, 'tasks.index'), entry('t') + entry('gone').repeat(600));
    const { summaries } = await Journals.open({ folder: deep, kind: taskKind, windowId: 'a', log });
    assert.deepEqual([...summaries.keys()], ['t'], 'The journal itself, which is empty, need not be read.');
    assert.equal(log.lines.filter((text) => text.startsWith('warn Could not write')).length, 1);
  });

  it('do not take a journal that was begun again for the one that was closed and removed', async () => {
    const { journals } = await open();
    await write(journals, created, settled);
    journals.close('t', fold([created, settled]));
    await journals.flush();
    journals.remove('t');
    await write(journals, created);
    assert.equal((await open('b')).summaries.get('t')?.state, 'submitting');
  });

  it('tell what others write, begin, close and take away, and nothing of their own', async () => {
    const { journals: a } = await open('a');
    const { journals: b } = await open('b');
    const [heardByA, heardByB] = [listen(a), listen(b)];
    await write(a, created);
    await b.sync();
    assert.deepEqual(heardByB.splice(0), [{ id: 't', records: [created], replaces: true }]);
    await write(a, action('one'));
    await b.sync();
    assert.deepEqual(heardByB.splice(0), [{ id: 't', records: [action('one')], replaces: false }]);
    await write(a, settled);
    a.close('t', fold([created, action('one'), settled]));
    await a.flush();
    await b.sync();
    const [closed] = heardByB.splice(0);
    assert.ok(closed && 'records' in closed && closed.replaces);
    assert.deepEqual(fold(closed.records), fold([created, action('one'), settled]));
    a.remove('t');
    await a.flush();
    await b.sync();
    await b.sync();
    assert.deepEqual(heardByB, [{ id: 't', isRemoved: true }]);
    await a.sync();
    assert.deepEqual(heardByA, []);
  });

  /** Opens the journals as window b, which does something whenever it reads an action called `theirs`. */
  const openBusy = async (act: () => void): Promise<TaskJournals> => {
    const decode = (value: unknown): TaskRecord | undefined => {
      const record = taskKind.decode(value);
      if (record?.type === 'action' && record.text === 'theirs') act();
      return record;
    };
    return (await Journals.open({ folder: folder(), kind: { ...taskKind, decode }, windowId: 'b', log })).journals;
  };

  it('tell nothing of what is removed while it is read', async () => {
    const { journals: a } = await open('a');
    await write(a, created);
    const b = await openBusy(() => b.remove('t'));
    await write(a, action('theirs'));
    const heard = listen(b);
    await b.sync();
    await b.flush();
    await b.sync();
    assert.deepEqual(heard, []);
    assert.deepEqual(await readdir(file('.')), []);
  });

  it('know things in the order they have on disk, even if something is added just when others are read', async () => {
    const { journals: a } = await open('a');
    await write(a, created);
    let known: TaskRecord[] = [created];
    const mine = action('mine');
    const b = await openBusy(() =>
      queueMicrotask(() => {
        b.append('t', [mine], false);
        known.push(mine);
      }),
    );
    b.onDidRead((news) => {
      if ('records' in news) known = news.replaces ? [...news.records] : [...known, ...news.records];
    });
    await write(a, action('theirs'));
    await b.sync();
    await b.flush();
    assert.deepEqual(known, [created, action('theirs'), mine]);
    assert.deepEqual(await (await open('c')).journals.read('t'), known);
  });

  it('do not bring back what another window took away', async () => {
    const { journals: a } = await open('a');
    await write(a, created);
    const { journals: b } = await open('b');
    const heard = listen(b);
    a.remove('t');
    await a.flush();
    await write(b, action('late'));
    assert.deepEqual(await readdir(file('.')), []);
    assert.deepEqual(heard, [{ id: 't', isRemoved: true }]);
  });

  it('say nothing once disposed of, and share a look that is asked for many times', async () => {
    const { journals: a } = await open('a');
    const { journals: b } = await open('b');
    const heard = listen(b);
    await write(a, created);
    await Promise.all(Array.from({ length: 20 }, () => b.sync()));
    assert.equal(heard.length, 1);
    await write(a, action('one'));
    const looking = b.sync();
    b.dispose();
    await looking;
    await b.sync();
    assert.equal(heard.length, 1);
  });

  it('keep a journal under an id of any length and kind', async () => {
    const ids = ['x'.repeat(4_000), '../../escaped', 'Session', 'session', 'con', '会'.repeat(60)];
    const { journals: a } = await open('a');
    const { journals: b } = await open('b');
    const heard = listen(b);
    for (const id of ids) a.append(id, [created], true);
    await a.flush();
    await b.sync();
    assert.deepEqual(heard.map(({ id }) => id).sort(), [...ids].sort());
    assert.deepEqual([...(await open('c')).summaries.keys()].sort(), [...ids].sort());
    assert.deepEqual(await readdir(folder()), ['tasks']);
  });

  it('sweep what a crash left long ago, and nothing that may be in use', async () => {
    await mkdir(file('.'), { recursive: true });
    await writeFile(file('t.jsonl.1234.tmp'), 'half');
    await writeFile(file('t.jsonl.5678.tmp'), 'half');
    await utimes(file('t.jsonl.1234.tmp'), 1, 1);
    await open();
    assert.deepEqual(await readdir(file('.')), ['t.jsonl.5678.tmp']);
  });

  it('survive two windows that close the same book', async () => {
    const { journals: a } = await open('a');
    const { journals: b } = await open('b');
    for (let n = 0; n < 30; n++) {
      const id = `t${n}`;
      const records = [created, action('one'), settled];
      const task = records.reduce<Task | undefined>((before, record) => foldTask(before, id, record), undefined);
      assert.ok(task);
      a.append(id, records, false);
      await a.flush();
      await b.sync();
      a.close(id, task);
      b.close(id, task);
      await Promise.all([a.flush(), b.flush()]);
      assert.deepEqual(
        (await b.read(id)).map(({ type }) => type),
        ['summary', 'created', 'action', 'settled'],
      );
    }
    assert.equal((await open('c')).summaries.size, 30);
    assert.deepEqual(
      (await readdir(file('.'))).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('lose damaged lines only, wherever lines are spoilt, cut off, or garbage comes between', async () => {
    const damage = fc.oneof(
      fc.record({ does: fc.constant('spoil' as const), line: fc.nat(), at: fc.nat() }),
      fc.record({ does: fc.constant('insert' as const), line: fc.nat(), text: fc.string() }),
      fc.record({ does: fc.constant('cut' as const), bytes: fc.nat(40) }),
    );
    let run = 0;
    const anything = fc.tuple(fc.array(aFact, { minLength: 1, maxLength: 12 }), fc.array(damage, { maxLength: 4 }));
    await mkdir(file('.'), { recursive: true });
    await fc.assert(
      fc.asyncProperty(anything, async ([facts, damages]) => {
        let good: (TaskRecord | undefined)[] = facts.map((fact) => at(fact));
        let lines = facts.map((fact) => line(at(fact)).trimEnd());
        for (const harm of damages) {
          if (harm.does === 'insert') {
            const place = harm.line % (lines.length + 1);
            lines = lines.toSpliced(place, 0, harm.text.replaceAll('\n', ' '));
            good = good.toSpliced(place, 0, undefined);
          } else if (harm.does === 'spoil') {
            const place = harm.line % lines.length;
            // Nothing with a brace missing is JSON.
            lines[place] = (lines[place] ?? '').replace(/}$/, '');
            good[place] = undefined;
          }
        }
        let text = lines.map((one) => `${one}\n`).join('');
        const bytes = damages.reduce((sum, harm) => sum + (harm.does === 'cut' ? harm.bytes : 0), 0);
        text = Buffer.from(text)
          .subarray(0, Math.max(0, Buffer.byteLength(text) - bytes))
          .toString('latin1');
        const whole = text.split('\n').length - 1;
        const id = `run-${++run}`;
        await writeFile(file(`${id}.jsonl`), text, 'latin1');
        const { journals, summaries } = await open(`window ${run}`);
        const expected = good.slice(0, whole).filter((record) => record !== undefined);
        const task = expected.reduce<Task | undefined>((before, record) => foldTask(before, id, record), undefined);
        assert.deepEqual(summaries.get(id), task);
        await journals.flush();
        await rm(file(`${id}.jsonl`), { force: true });
      }),
      { numRuns: 150 },
    );
  });
});

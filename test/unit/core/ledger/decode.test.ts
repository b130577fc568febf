import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeSessionRecord, decodeTaskRecord } from '../../../../src/core/ledger/decode';
import { foldTask } from '../../../../src/core/ledger/fold';
import { decodeLine, encodeLine } from '../../../../src/core/ledger/line';
import type { SessionRecord, TaskRecord } from '../../../../src/core/ledger/records';
import { aSession, aTask } from '../../../support/builders';
import { aFact } from './support/facts';

describe('the lines of the ledger', () => {
  const back = (record: TaskRecord): unknown => {
    const line = decodeLine(encodeLine(record, 'window-a', undefined), decodeTaskRecord);
    return typeof line === 'object' ? line.record : line;
  };

  it('read as what was written, whatever happened to a task', () => {
    fc.assert(
      fc.property(aFact, fc.nat(), (fact, at) => {
        assert.deepEqual(back({ ...fact, at }), { ...fact, at });
      }),
    );
  });

  it('hold the whole of a task that is over', () => {
    const records = fc.array(fc.tuple(aFact, fc.nat()), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(records, (facts) => {
        const task = facts.reduce<ReturnType<typeof aTask> | undefined>(
          (before, [fact, at]) => foldTask(before, 'own-1', { ...fact, at }),
          undefined,
        );
        assert.ok(task);
        assert.deepEqual(back({ type: 'summary', task, at: 1 }), { type: 'summary', task, at: 1 });
      }),
    );
  });

  it('read as what was written of sessions', () => {
    const records: SessionRecord[] = [
      { type: 'known', connection: 'local', endpoint: 'e', imageId: 'i', localPid: 7, at: 1 },
      { type: 'known', connection: 'cloud', endpoint: 'e', imageId: 'i', at: 1 },
      { type: 'deleting', windowId: 'window-a', at: 2 },
      { type: 'kept', at: 3 },
      { type: 'ended', reason: 'released', isDeleted: true, at: 4 },
      { type: 'summary', session: aSession({ state: 'ended', endedAt: 4, isDeleted: true, localPid: 7 }), at: 5 },
    ];
    for (const record of records) {
      const line = decodeLine(encodeLine(record, 'window-a', undefined), decodeSessionRecord);
      assert.deepEqual(typeof line === 'object' && line.record, record);
    }
  });

  it('are damaged when anything needed is missing or of another kind, and never make trouble', () => {
    const bad: unknown[] = [
      { type: 'action', at: 1 },
      { type: 'action', text: 7, at: 1 },
      { type: 'action', text: 'x' },
      { type: 'settled', state: 'running', at: 1 },
      { type: 'dance', at: 1 },
      { type: 'constructor', at: 1 },
      { type: 'summary', task: { ...aTask(), state: 'lost' }, at: 1 },
      { type: 'summary', task: { ...aTask(), endedAt: 'soon' }, at: 1 },
    ];
    for (const fields of bad) {
      const text = JSON.stringify({ v: 2, by: 'w', ...(fields as object) });
      assert.equal(decodeLine(text, decodeTaskRecord), 'damaged', text);
    }
    fc.assert(fc.property(fc.string(), (text) => void decodeLine(text, decodeTaskRecord)));
    fc.assert(fc.property(fc.json(), (text) => void decodeLine(text, decodeTaskRecord)));
  });

  it('of a version to come are not judged', () => {
    assert.equal(decodeLine('{"v":3,"by":"w","type":"dance","at":1}', decodeTaskRecord), 'newer');
  });
});

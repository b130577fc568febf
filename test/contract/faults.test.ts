import assert from 'node:assert/strict';
import type { FaultKind } from '../../src/local/faults/rule';
import { publicCalls, SHORT_TASK } from './faults/calls';
import { CountingTransport } from './faults/countingTransport';
import { inTime, judge, meet, setStage } from './faults/cell';
import { expected, expectedDirectly, expectedOnce } from './faults/expectation';
import { forEachCall, script } from './faults/lanes';
import { meetsFailure, nobodyThere, type Row, rows } from './faults/rows';
import { startLocalService } from './support/localService';

/** Those that mean something to a request for a WebSocket. */
const upgradeFaults: ReadonlySet<FaultKind> = new Set([
  'resetBeforeReading',
  'resetAfterReading',
  'halfOpen',
  'status',
  'throttling',
  'sessionVanishes',
]);

describe('every call', function () {
  this.timeout(60_000);

  describe('through the gateway, that meets', () => {
    for (const [fault, row] of Object.entries(rows)) {
      const isAsked = (name: string): boolean => row.only?.includes(name) !== false;
      it(fault, () =>
        forEachCall(isAsked, { routes: [] }, async (service, call, name) => {
          const told = await meet(service, await setStage(service, call), call, row);
          judge(told, call.action, expected(name, call, row));
          const { pauseMs } = row;
          if (pauseMs !== undefined && call.repeat !== 'wait') {
            const isObeyed = told.pauses.every((pause) => pause === pauseMs);
            assert.ok(isObeyed, `pauses: ${told.pauses.join()}`);
          }
        }),
      );
    }

    it('nobody, because nobody is there', async () => {
      const wrong: string[] = [];
      for (const [name, call] of Object.entries(publicCalls)) {
        // The task would have to be handed over first.
        if (call.repeat === 'wait' && call.about === undefined) continue;
        const transport = new CountingTransport();
        const service = await startLocalService({ script, routes: [] });
        const { bay, clock, ...subject } = await setStage(service, call, { transport });
        await service.close();
        transport.renew();
        const result = await inTime(call.make({ bay, ...subject }));
        bay.dispose();
        const row: Row = { fault: { kind: 'halfOpen' }, comes: nobodyThere };
        const { sent: met } = transport;
        try {
          judge({ result, met, instead: [], pauses: clock.waits }, call.action, expected(name, call, row));
        } catch (error) {
          wrong.push(`${name}: ${String(error)}`);
        }
      }
      assert.equal(wrong.length, 0, wrong.join('\n'));
    });
  });

  describe('through the gateway, that meets once', () => {
    for (const [fault, row] of Object.entries(rows)) {
      if (!meetsFailure(row) || Math.max(row.comes.safe, row.comes.once) === 1) continue;
      it(fault, () =>
        forEachCall(
          () => true,
          { routes: [] },
          async (service, call, name) => {
            const spot = { when: call.when, isOnce: true };
            const told = await meet(service, await setStage(service, call), call, row, spot);
            judge(told, call.action, expectedOnce(name, call, row));
          },
        ),
      );
    }
  });

  describe('of a tool, at the session’s own address, that meets', () => {
    for (const [fault, row] of Object.entries(rows)) {
      // How much is read is a matter of the transport, which is the same.
      if (row.fault.kind === 'bigBody') continue;
      it(fault, () =>
        forEachCall(
          (name, { when }) => when.tool !== undefined && name !== 'takeScreenshot',
          { routes: ['link'] },
          async (service, call, name) => {
            const when = { ...call.when, path: '/link' };
            const told = await meet(service, await setStage(service, call), call, row, { when });
            const { fallsBack, action, ...wanted } = expectedDirectly(name, call, row);
            const { met, instead } = told;
            assert.equal(instead.length > 0, fallsBack, 'the gateway is asked instead');
            if (fallsBack) assert.equal(met.length, 1, 'the route is left alone');
            judge(fallsBack ? { ...told, met: instead } : told, action, wanted);
          },
        ),
      );
    }
  });

  describe('that streams, whose socket is not opened because of', () => {
    for (const [fault, row] of Object.entries(rows)) {
      if (!upgradeFaults.has(row.fault.kind)) continue;
      it(fault, async () => {
        const service = await startLocalService({ script, routes: ['ws'] });
        const { bay, clock, session } = await setStage(service, { agent: 'mobile' });
        service.misbehave([{ when: { path: '/ws' }, do: row.fault }]);
        const stream = session.agent.mobile.streamTask(SHORT_TASK);
        if (row.isSilent) void clock.limitSet().then(() => clock.endNextLimit());
        const types: string[] = [];
        for await (const event of stream) types.push(event.type);
        const { success, taskStatus, error } = await inTime(stream.result);
        if (row.comes === 'sessionGone') {
          assert.deepEqual([success, taskStatus, error?.kind], [false, 'notSent', 'notFound']);
        } else {
          assert.deepEqual([success, taskStatus, error], [true, 'finished', undefined]);
          assert.deepEqual([types[0], types.at(-1), types.includes('problem')], ['started', 'end', false]);
        }
        bay.dispose();
        await service.close();
        assert.equal(clock.waiting, 0, 'a timer is left');
      });
    }
  });
});

import assert from 'node:assert/strict';
import { publicCalls } from './faults/calls';
import { CountingTransport } from './faults/countingTransport';
import { inTime, judge, meet, setStage } from './faults/cell';
import { expected, expectedDirectly, expectedOnce } from './faults/expectation';
import { forEachCall, script } from './faults/lanes';
import { meetsFailure, nobodyThere, type Row, rows } from './faults/rows';
import { startLocalService } from './support/localService';

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
      const isAsked = (name: string): boolean => row.only?.includes(name) !== false;
      it(fault, () =>
        forEachCall(
          (name, { when }) => when.tool !== undefined && name !== 'takeScreenshot' && isAsked(name),
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
});
